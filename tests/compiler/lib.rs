//! The compiler and the dependencies of a test, for tests that compile further programs.
//!
//! Such programs are compiled with the dependencies that cargo has built for the test. Another run of cargo would build
//! them again.

use std::env;

use proc_macro::TokenStream;

/// Expands to the command that compiles a program with the dependencies of this crate: `&["rustc", "--extern", …]`.
///
/// A macro runs in the process of the compiler, so it knows the compiler's arguments.
#[proc_macro]
pub fn command(_: TokenStream) -> TokenStream {
    let mut arguments = env::args();
    let mut command: Vec<_> = arguments.next().into_iter().collect();
    while let Some(argument) = arguments.next() {
        if ["--extern", "-L", "--target"].contains(&argument.as_str()) {
            command.push(argument);
            command.extend(arguments.next());
        } else if argument.starts_with("--edition=") {
            command.push(argument);
        }
    }
    let expression = format!("&{command:?}");
    expression.parse().expect("literals are an expression")
}
