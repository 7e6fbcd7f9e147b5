//! Proxy settings in the environment. The environment is global to a process, so each case runs in a
//! child process.

use std::process::Command;

use peaka_emulator::Emulator;
use peaka_runtime::Client;
use tests::serve_bytes;

const USE_PROXY: &str = "PROXY_TEST_USE_PROXY";

/// Runs in the processes that `environment_proxy_is_used_only_if_enabled` starts.
#[tokio::test]
#[ignore = "runs in a child process of `environment_proxy_is_used_only_if_enabled`"]
async fn child_process_uses_proxy_setting() {
    let use_proxy = std::env::var(USE_PROXY).unwrap() == "true";
    let emulator = Emulator::builder().start().await.unwrap();
    let client = Client::builder()
        .base_url(emulator.base_url())
        .api_key(emulator.api_key())
        .project_id(emulator.project_id())
        .proxy_from_env(use_proxy)
        .build()
        .unwrap();
    let tables = client.list_tables().await.unwrap();
    println!("{} tables", tables.len());
    assert_eq!(emulator.requests().len(), usize::from(!use_proxy));
}

#[tokio::test(flavor = "multi_thread")]
async fn environment_proxy_is_used_only_if_enabled() {
    let body = r#"[{"tableName":"by proxy"}]"#;
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    let (proxy, _server) = serve_bytes(format!("{head}{body}")).await;
    let proxy = proxy.trim_end_matches("/api/v1");
    for (use_proxy, tables) in [("false", "0 tables"), ("true", "1 tables")] {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args([
            "--exact",
            "child_process_uses_proxy_setting",
            "--ignored",
            "--nocapture",
        ]);
        for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
            child.env(variable, proxy);
        }
        for variable in ["NO_PROXY", "no_proxy", "REQUEST_METHOD"] {
            child.env_remove(variable);
        }
        let output = child.env(USE_PROXY, use_proxy).output().unwrap();
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success() && stdout.contains(tables),
            "{stdout}"
        );
    }
}
