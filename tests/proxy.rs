//! Proxies are used only when asked. The environment is a process's own, so each case is one.

use std::process::Command;

use peaka_emulator::Emulator;
use peaka_runtime::Client;
use tests::answering;

const ASKED: &str = "PROXY_TEST_ASKS_FOR_IT";

/// Runs only in the processes that the other test starts.
#[tokio::test]
#[ignore = "a part of the other test"]
async fn child() {
    let asked = std::env::var(ASKED).unwrap() == "true";
    let emulator = Emulator::builder().start().await.unwrap();
    let client = Client::builder()
        .base_url(emulator.base_url())
        .api_key(emulator.api_key())
        .project_id(emulator.project_id())
        .proxy_from_env(asked)
        .build()
        .unwrap();
    let tables = client.list_tables().await.unwrap();
    println!("{} tables", tables.len());
    assert_eq!(emulator.requests().len(), usize::from(!asked));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_is_used_only_when_asked() {
    let body = r#"[{"tableName":"by proxy"}]"#;
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    let (proxy, _server) = answering(format!("{head}{body}")).await;
    let proxy = proxy.trim_end_matches("/api/v1");
    for (asked, tables) in [("false", "0 tables"), ("true", "1 tables")] {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "child", "--ignored", "--nocapture"]);
        for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
            child.env(variable, proxy);
        }
        for variable in ["NO_PROXY", "no_proxy", "REQUEST_METHOD"] {
            child.env_remove(variable);
        }
        let output = child.env(ASKED, asked).output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && told.contains(tables), "{told}");
    }
}
