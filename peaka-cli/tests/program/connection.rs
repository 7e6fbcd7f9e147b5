//! Options and variables for the connection. The API key is never printed.

use std::io::Write;

use peaka_emulator::{Builder, Emulator, Profile};

use crate::support::{Finished, Service, failure, program, run, success};
use crate::tls_server::{certificate_authority, start_tls_server};

const KEY: &str = "canary-4711-9d2f6b8c";

const TABLES: &str = "NAME  SQL\nt     \"peaka\".\"bitable\".\"t\"\n";

fn emulator() -> Builder {
    Emulator::builder().partner_key(KEY).table("t")
}

fn assert_key_is_hidden(finished: &Finished) {
    let output = format!("{}{}", finished.stdout, finished.stderr);
    assert!(
        !output.contains("4711") && !output.contains("9d2f6b8c"),
        "{output}"
    );
}

#[tokio::test]
async fn rejected_key_is_an_error_without_the_key() {
    for profile in [Profile::Documented, Profile::Observed] {
        let service = Service::start(Emulator::builder().profile(profile)).await;
        let mut command = service.command(&["tables", "--json"]);
        command.env("PEAKA_API_KEY", KEY);
        let finished = run(command).await;
        assert_eq!(finished.code, 1);
        let error = "error: failed to list the BI tables: the API key was rejected (status 401";
        assert!(finished.stderr.starts_with(error), "{}", finished.stderr);
        assert_key_is_hidden(&finished);
    }
}

#[tokio::test]
async fn options_override_variables() {
    let service = Service::start(emulator()).await;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "{KEY}").unwrap();
    let mut command = program(&["tables", "--base-url", service.emulator.base_url()]);
    command.args([
        "--project-id",
        "emulator",
        "--timeout",
        "5",
        "--api-key-file",
    ]);
    command.arg(file.path());
    command
        .env("PEAKA_BASE_URL", "http://127.0.0.1:1")
        .env("PEAKA_ZONE", "eu")
        .env("PEAKA_API_KEY", "another")
        .env("PEAKA_PROJECT_ID", "another");
    assert_eq!(run(command).await, success(TABLES));
}

#[cfg(unix)]
#[tokio::test]
async fn fault_33_key_file_that_others_can_read_has_a_note() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let service = Service::start(emulator()).await;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "{KEY}").unwrap();
    for (mode, has_note) in [(0o600, false), (0o640, true), (0o604, true)] {
        set_permissions(file.path(), Permissions::from_mode(mode)).unwrap();
        let mut command = program(&["tables", "--base-url", service.emulator.base_url()]);
        command.args(["--project-id", "emulator", "--api-key-file"]);
        command.arg(file.path());
        let finished = run(command).await;
        assert_eq!((finished.code, &*finished.stdout), (0, TABLES));
        let note = format!(
            "note: other users of this machine can read the API key file `{}`; help: allow only its owner to read it\n",
            file.path().display()
        );
        assert_eq!(
            finished.stderr,
            if has_note { &*note } else { "" },
            "{mode:o}"
        );
        assert_key_is_hidden(&finished);
    }
}

#[tokio::test]
async fn project_key_needs_no_project_id() {
    let emulator = Emulator::builder().project_key(KEY, "emulator").table("t");
    let service = Service::start(emulator).await;
    let mut command = service.command(&["tables"]);
    command
        .env("PEAKA_API_KEY", KEY)
        .env_remove("PEAKA_PROJECT_ID");
    assert_eq!(run(command).await, success(TABLES));
}

#[tokio::test]
async fn missing_key_is_an_error_that_names_option_and_variables() {
    let message = "no API key is set; help: set PEAKA_API_KEY, PEAKA_API_KEY_FILE or \
                   `--api-key-file`";
    for variables in [&[][..], &[("PEAKA_API_KEY", " ")]] {
        let mut command = program(&["tables"]);
        command.envs(variables.iter().copied());
        assert_eq!(run(command).await, failure(message));
    }
}

#[tokio::test]
async fn key_given_as_an_argument_is_not_printed() {
    let option = format!("--api-key={KEY}");
    for arguments in [
        &["tables", &option][..],
        &["tables", "--api-key", KEY],
        &["tables", "--json", "--api-key", KEY],
    ] {
        let finished = run(program(arguments)).await;
        assert_eq!(finished.code, 1, "{arguments:?}");
        assert_key_is_hidden(&finished);
    }
}

#[tokio::test]
async fn env_file_sets_what_the_environment_does_not() {
    let service = Service::start(emulator()).await;
    let directory = tempfile::tempdir().unwrap();
    let nested = directory.path().join("src/bin");
    std::fs::create_dir_all(&nested).unwrap();
    let base_url = service.emulator.base_url();
    let file = format!(
        "# Peaka\nexport PEAKA_API_KEY='{KEY}'\nPEAKA_BASE_URL={base_url}\nPEAKA_PROJECT_ID=another\n"
    );
    std::fs::write(directory.path().join(".env"), file).unwrap();
    let in_directory = |variables: &[(&str, &str)]| {
        let mut command = program(&["tables"]);
        command
            .current_dir(&nested)
            .env("PEAKA_PROJECT_ID", "emulator")
            .envs(variables.iter().copied());
        run(command)
    };
    assert_eq!(in_directory(&[]).await, success(TABLES));
    // A key in the environment must not be sent to a host that only the file names.
    let error = in_directory(&[("PEAKA_API_KEY", "key-of-the-environment")]).await;
    let path = directory.path().canonicalize().unwrap().join(".env");
    assert_eq!(
        error,
        failure(&format!(
            "`{}` sets PEAKA_BASE_URL, but the API key comes from elsewhere; help: to send the key to that host, \
             set `--base-url` or PEAKA_BASE_URL in the environment",
            path.display()
        ))
    );
    let explicit = [("PEAKA_API_KEY", KEY), ("PEAKA_BASE_URL", base_url)];
    assert_eq!(in_directory(&explicit).await, success(TABLES));
}

#[tokio::test]
async fn only_the_closest_env_file_is_read() {
    let service = Service::start(emulator()).await;
    let directory = tempfile::tempdir().unwrap();
    let closest = directory.path().join("src");
    let nested = closest.join("bin");
    std::fs::create_dir_all(&nested).unwrap();
    let base_url = service.emulator.base_url();
    let connection = format!("PEAKA_API_KEY={KEY}\nPEAKA_BASE_URL={base_url}\n");
    let write = |directory: &std::path::Path, content: &str| {
        std::fs::write(directory.join(".env"), content).unwrap();
    };
    let tables = || {
        let mut command = program(&["tables"]);
        command.current_dir(&nested);
        run(command)
    };
    write(
        directory.path(),
        "PEAKA_API_KEY=another\nPEAKA_BASE_URL=http://127.0.0.1:1\nPEAKA_PROJECT_ID=another\n",
    );
    write(
        &closest,
        &format!("{connection}PEAKA_PROJECT_ID=emulator\n"),
    );
    assert_eq!(tables().await, success(TABLES));
    // The other files are not read even for variables that the closest one does not set.
    write(
        directory.path(),
        &format!("{connection}PEAKA_PROJECT_ID=emulator\n"),
    );
    write(&closest, "PEAKA_PROJECT_ID=emulator\n");
    assert_eq!(
        tables().await,
        failure(
            "no API key is set; help: set PEAKA_API_KEY, PEAKA_API_KEY_FILE or `--api-key-file`"
        )
    );
}

#[tokio::test]
async fn invalid_env_file_is_an_error_without_its_content() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().canonicalize().unwrap().join(".env");
    std::fs::write(&path, format!("# Peaka\nPEAKA_API_KEY {KEY}\n")).unwrap();
    let mut command = program(&["tables"]);
    command.current_dir(&directory);
    let message = format!(
        "failed to read `{}`: line 2 is not an assignment; help: write `NAME=value` or `NAME=\"value\"`",
        path.display()
    );
    assert_eq!(run(command).await, failure(&message));

    let both = format!("PEAKA_API_KEY={KEY}\nPEAKA_API_KEY_FILE=key\n");
    std::fs::write(&path, both).unwrap();
    let mut command = program(&["tables"]);
    command.current_dir(&directory);
    let message = format!(
        "`{}` sets both PEAKA_API_KEY and PEAKA_API_KEY_FILE; help: remove one of them",
        path.display()
    );
    assert_eq!(run(command).await, failure(&message));
}

#[tokio::test]
async fn requests_go_through_the_proxy_of_the_options() {
    // The emulator stands in for a proxy: it receives the request that is for another host.
    let emulator = emulator().allow_host("peaka.example");
    let service = Service::start(emulator).await;
    let proxy = service
        .emulator
        .base_url()
        .trim_end_matches("/api/v1")
        .to_owned();
    let common = [
        "tables",
        "--base-url",
        "http://peaka.example/api/v1",
        "--allow-http",
    ];
    let mut command = service.command(&[&common[..], &["--proxy", &proxy]].concat());
    command
        .env_remove("PEAKA_BASE_URL")
        .env("PEAKA_API_KEY", KEY);
    assert_eq!(run(command).await, success(TABLES));
    let mut command = service.command(&[&common[..], &["--proxy-from-env"]].concat());
    command.env("HTTP_PROXY", &proxy).env("PEAKA_API_KEY", KEY);
    assert_eq!(run(command).await, success(TABLES));
}

#[tokio::test]
async fn root_certificate_option_makes_a_server_trusted() {
    let authority = certificate_authority("unknown");
    let (base_url, log) = start_tls_server(&authority, "localhost", false).await;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, authority.pem()).unwrap();
    let command = || {
        let mut command = program(&["tables", "--base-url", &base_url, "--project-id", "p"]);
        command.env("PEAKA_API_KEY", KEY);
        command
    };
    let untrusted = run(command()).await;
    assert_eq!((untrusted.code, &*untrusted.stdout), (1, ""));
    assert!(
        untrusted.stderr.contains("UnknownIssuer"),
        "{}",
        untrusted.stderr
    );
    assert_eq!(*log.versions.lock().unwrap(), []);

    let mut trusting = command();
    trusting.arg("--root-certificate").arg(file.path());
    let none = Finished {
        stderr: "note: the project has no BI tables\n".to_owned(),
        ..success("")
    };
    assert_eq!(run(trusting).await, none);
    assert_eq!(log.versions.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn invalid_root_certificate_is_an_error_that_names_the_option() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("missing.pem");
    let text = directory.path().join("text.pem");
    std::fs::write(&text, "no certificate").unwrap();
    let failed = |path: &std::path::Path| {
        let mut command = program(&["tables", "--zone", "eu", "--root-certificate"]);
        command.arg(path).env("PEAKA_API_KEY", KEY);
        run(command)
    };
    assert_eq!(
        failed(&missing).await,
        failure(&format!(
            "failed to read `{}`: No such file or directory (os error 2); help: use a PEM file for \
             `--root-certificate`",
            missing.display()
        ))
    );
    assert_eq!(
        failed(directory.path()).await,
        failure(&format!(
            "failed to read `{}`: not a regular file; help: use a PEM file for `--root-certificate`",
            directory.path().display()
        ))
    );
    assert_eq!(
        failed(&text).await,
        failure(
            "invalid root certificate: expected PEM; help: use a file with `-----BEGIN CERTIFICATE-----`"
        )
    );
}
