//! Proxies: by their URL, and in the environment. The environment is global to a process, so each of its cases
//! runs in a child process.

use peaka_emulator::Emulator;
use peaka_runtime::{Client, ClientBuilder};
use tests::{RawServer, serve_bytes};

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
    let (proxy, _server) = proxy_with_one_table().await;
    for (use_proxy, tables) in [("false", "0 tables"), ("true", "1 tables")] {
        let mut child = tests::child_process("proxy::child_process_uses_proxy_setting");
        for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
            child.env(variable, &proxy);
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

/// Starts a proxy that answers every request itself, with a list of one table.
async fn proxy_with_one_table() -> (String, RawServer) {
    let body = r#"[{"tableName":"by proxy"}]"#;
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    let (url, server) = serve_bytes(format!("{head}{body}")).await;
    (url.trim_end_matches("/api/v1").to_owned(), server)
}

fn builder() -> ClientBuilder {
    Client::builder()
        .base_url("http://127.0.0.1:1/api/v1")
        .api_key("key")
        .project_id("project")
}

#[tokio::test]
async fn requests_go_through_the_proxy_of_the_last_setting() {
    let (proxy, _server) = proxy_with_one_table().await;
    let tables =
        |builder: ClientBuilder| async move { builder.build().unwrap().list_tables().await };
    let listed = tables(builder().proxy_from_env(true).proxy(&proxy))
        .await
        .unwrap();
    assert_eq!(listed[0].table_name, "by proxy");
    let direct = tables(builder().proxy(&proxy).proxy_from_env(false)).await;
    assert!(
        direct
            .unwrap_err()
            .to_string()
            .starts_with("failed to connect to 127.0.0.1")
    );
}

#[test]
fn invalid_proxy_url_is_an_error_without_the_password() {
    for url in [
        "",
        "proxy:3128",
        "socks5://user:secret@proxy",
        "http://",
        "http://user:secret@ x",
    ] {
        let error = builder().proxy(url).build().unwrap_err();
        assert_eq!(
            error.to_string(),
            "invalid proxy URL; help: use `http://HOST:PORT`, or `http://USER:PASSWORD@HOST:PORT`",
            "{url}"
        );
    }
}

#[tokio::test]
async fn proxy_that_refuses_connections_is_named_in_the_error() {
    let client = builder().proxy("http://user:secret@127.0.0.1:1").build();
    let error = client.unwrap().list_tables().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "failed to connect to 127.0.0.1:1 through the proxy 127.0.0.1:1: connection refused; help: check \
         `ClientBuilder::proxy`"
    );
}
