//! Controls Chromium through chromedriver.

use std::path::PathBuf;
use std::process::Stdio;

use base64::prelude::{BASE64_STANDARD as BASE64, Engine};
use reqwest::Client;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

pub(super) struct Browser {
    http: Client,
    session: String,
    // Dropping the browser stops both.
    _driver: Child,
    _output: Lines<BufReader<ChildStdout>>,
    files: TempDir,
}

impl Browser {
    pub(super) async fn start() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver is installed");
        let mut output = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = loop {
            let line = output
                .next_line()
                .await
                .unwrap()
                .expect("chromedriver starts");
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        let files = tempfile::tempdir().unwrap();
        let profile = files.path().join("profile");
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            &format!("--user-data-dir={}", profile.display()),
        ];
        let capabilities = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}});
        let driver_url = format!("http://127.0.0.1:{port}");
        let http = Client::builder().no_proxy().build().unwrap();
        let answer = post(&http, &format!("{driver_url}/session"), capabilities).await;
        let id = answer["sessionId"].as_str().unwrap();
        Self {
            session: format!("{driver_url}/session/{id}"),
            http,
            _driver: driver,
            _output: output,
            files,
        }
    }

    pub(super) async fn stop(self) {
        let answer = self.http.delete(&self.session).send().await.unwrap();
        assert!(answer.status().is_success());
    }

    pub(super) async fn open(&self, name: &str, page: &str) {
        let file: PathBuf = self.files.path().join(format!("{name}.html"));
        std::fs::write(&file, page).unwrap();
        // Discards the log of the previous page.
        self.post("url", json!({"url": "about:blank"})).await;
        self.log("browser").await;
        self.log("performance").await;
        let url = format!("file://{}", file.display());
        self.post("url", json!({"url": url})).await;
    }

    pub(super) async fn resize(&self, width: u32) {
        let metrics = json!({
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 768,
        });
        self.command("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    pub(super) async fn media(&self, media: &str, scheme: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        let media = json!({"media": media, "features": features});
        self.command("Emulation.setEmulatedMedia", media).await;
    }

    pub(super) async fn run(&self, script: &str) -> Value {
        self.post("execute/sync", json!({"script": script, "args": []}))
            .await
    }

    pub(super) async fn press_tab(&self) {
        let tab = json!([{"type": "keyDown", "value": "\u{e004}"}, {"type": "keyUp", "value": "\u{e004}"}]);
        let keys = json!({"actions": [{"type": "key", "id": "keyboard", "actions": tab}]});
        self.post("actions", keys).await;
    }

    /// Asserts that the page wrote nothing to the console and requested nothing else.
    pub(super) async fn assert_quiet(&self) {
        assert_eq!(self.log("browser").await, json!([]));
        let events = self.log("performance").await;
        let requested: Vec<_> = events
            .as_array()
            .unwrap()
            .iter()
            .map(|event| serde_json::from_str(event["message"].as_str().unwrap()).unwrap())
            .filter(|event: &Value| event["message"]["method"] == "Network.requestWillBeSent")
            .map(|event| event["message"]["params"]["request"]["url"].to_string())
            .collect();
        assert_eq!(requested.len(), 1, "{requested:?}");
    }

    /// Saves a screenshot of the whole page in the directory `SCREENSHOTS`, if it is set.
    pub(super) async fn screenshot(&self, name: &str) {
        let Some(directory) = std::env::var_os("SCREENSHOTS") else {
            return;
        };
        let picture = self
            .command(
                "Page.captureScreenshot",
                json!({"captureBeyondViewport": true}),
            )
            .await;
        let file = PathBuf::from(directory).join(format!("{name}.png"));
        let picture = BASE64.decode(picture["data"].as_str().unwrap()).unwrap();
        std::fs::write(file, picture).unwrap();
    }

    async fn log(&self, kind: &str) -> Value {
        self.post("se/log", json!({"type": kind})).await
    }

    async fn command(&self, command: &str, parameters: Value) -> Value {
        let body = json!({"cmd": command, "params": parameters});
        self.post("goog/cdp/execute", body).await
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        post(&self.http, &format!("{}/{path}", self.session), body).await
    }
}

async fn post(http: &Client, url: &str, body: Value) -> Value {
    let answer = http.post(url).json(&body).send().await.unwrap();
    let status = answer.status();
    let mut answer: Value = answer.json().await.unwrap();
    assert!(status.is_success(), "{url}: {answer}");
    answer["value"].take()
}
