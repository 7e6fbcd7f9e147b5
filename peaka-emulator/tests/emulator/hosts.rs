//! The host of a request, which a web page can choose by resolving its own name to a loopback address.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

use peaka_emulator::Emulator;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::raw_http::{RawResponse, address, read_to_end, request};

/// Sends a request to create the table `events`, with a valid key.
async fn create_table(emulator: &Emulator, ip: IpAddr, host: &str) -> RawResponse {
    let address = (ip, address(emulator).port());
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = request(emulator, "POST", "/events", "");
    let request = request.replace("host: localhost", &format!("host: {host}"));
    stream.write_all(request.as_bytes()).await.unwrap();
    RawResponse::read(&read_to_end(stream).await)
}

#[tokio::test]
async fn fault_36_request_for_another_host_is_rejected() {
    let loopback = IpAddr::from(Ipv4Addr::LOCALHOST);
    for builder in [
        Emulator::builder(),
        // The check does not depend on the address to listen on.
        Emulator::builder().host(Ipv4Addr::UNSPECIFIED),
    ] {
        let emulator = builder.start().await.unwrap();
        let response = create_table(&emulator, loopback, "Evil.example:8787").await;
        assert_eq!(response.status_line, "HTTP/1.1 421 Misdirected Request");
        assert_eq!(
            response.text(),
            "{\"error\":\"Misdirected Request\",\"message\":\"host `evil.example` is not allowed; help: use `localhost` or \
             an IP address, or allow the host with `Builder::allow_host`\",\"status\":421}"
        );
        assert_eq!(emulator.tables(emulator.project_id()), [""; 0]);
        assert_eq!(emulator.requests()[0].status, 421);

        let response = create_table(&emulator, loopback, "app.localhost:8787").await;
        assert_eq!(response.status_line, "HTTP/1.1 200 OK");
    }
}

#[tokio::test]
async fn fault_36_allowed_host_is_accepted() {
    let emulator = Emulator::builder().allow_host("peaka.test");
    let emulator = emulator.start().await.unwrap();
    for (host, status_line) in [
        ("other.test", "HTTP/1.1 421 Misdirected Request"),
        ("peaka.test:8787", "HTTP/1.1 200 OK"),
    ] {
        let response = create_table(&emulator, Ipv4Addr::LOCALHOST.into(), host).await;
        assert_eq!(response.status_line, status_line, "{host}");
    }
}

/// Containers reach the emulator by names that only their network knows.
#[tokio::test]
async fn requests_to_other_addresses_may_be_for_any_host() {
    // No packet is sent: the socket only selects the address of a network interface.
    let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
    let Ok(()) = socket.connect("192.0.2.1:9") else {
        println!("skipped: this machine has no network");
        return;
    };
    let ip = socket.local_addr().unwrap().ip();
    let emulator = Emulator::builder().host(Ipv4Addr::UNSPECIFIED);
    let emulator = emulator.start().await.unwrap();
    let response = create_table(&emulator, ip, "peaka:8787").await;
    assert_eq!(response.status_line, "HTTP/1.1 200 OK");
}
