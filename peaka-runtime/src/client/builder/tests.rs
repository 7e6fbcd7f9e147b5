use std::ffi::OsString;

use super::*;

fn built(variables: &[(&str, &str)]) -> Result<Client, String> {
    let value = |name: &str| {
        let found = variables.iter().find(|(set, _)| *set == name);
        found.map(|(_, value)| OsString::from(value))
    };
    let built = ClientBuilder::from_variables(value).and_then(ClientBuilder::build);
    built.map_err(|error| error.to_string())
}

#[test]
fn client_can_be_built_from_the_environment_alone() {
    for variables in [
        &[("PEAKA_API_KEY", "k")][..],
        &[
            ("PEAKA_API_KEY", "k\n"),
            ("PEAKA_PROJECT_ID", "p"),
            ("PEAKA_ZONE", "eu"),
        ],
        &[
            ("PEAKA_API_KEY", "k"),
            ("PEAKA_BASE_URL", "http://localhost:1/"),
            ("PEAKA_ZONE", ""),
        ],
    ] {
        assert!(built(variables).is_ok(), "{variables:?}");
    }
}

/// A workflow sets a variable that has no value to an empty text.
#[test]
fn empty_variable_is_ignored() {
    for empty in ["", " "] {
        let value = |name: &str| match name {
            "PEAKA_API_KEY" => Some("k".into()),
            _ => Some(empty.into()),
        };
        let client = ClientBuilder::from_variables(value).and_then(ClientBuilder::build);
        let client = client.unwrap();
        let base_url = client.shared.http.base_url();
        assert_eq!(base_url, "https://partner.peaka.studio/api/v1");
        assert_eq!(format!("{client:?}"), "Client { project_id: None, .. }");
    }
}

#[test]
fn timeouts_are_3_10_and_30_seconds_unless_they_are_set() {
    let from_env = ClientBuilder::from_variables(|_| None).unwrap();
    for builder in [Client::builder(), from_env] {
        let timeouts = [
            builder.connect_timeout,
            builder.timeout,
            builder.sync_timeout,
        ];
        assert_eq!(timeouts, [3, 10, 30].map(Duration::from_secs));
    }
}

#[test]
fn invalid_environment_names_the_variable() {
    for (variables, error) in [
        (
            &[][..],
            "no API key is set; help: set PEAKA_API_KEY or `ClientBuilder::api_key`",
        ),
        (
            &[("PEAKA_API_KEY", "  ")],
            "no API key is set; help: set PEAKA_API_KEY or `ClientBuilder::api_key`",
        ),
        (
            &[("PEAKA_API_KEY", "k"), ("PEAKA_ZONE", "mars")],
            "invalid PEAKA_ZONE: unknown zone `mars`; help: use `us` or `eu`",
        ),
        (
            &[
                ("PEAKA_API_KEY", "k"),
                ("PEAKA_ZONE", "us"),
                ("PEAKA_BASE_URL", "https://h"),
            ],
            "PEAKA_ZONE and PEAKA_BASE_URL are both set; help: unset one of them",
        ),
        (
            &[("PEAKA_API_KEY", "k"), ("PEAKA_PROJECT_ID", "a/b")],
            "invalid project id `a/b`: it contains a slash; help: use the bare project id",
        ),
    ] {
        assert_eq!(built(variables).unwrap_err(), error);
    }
}
