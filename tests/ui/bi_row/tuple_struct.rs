use peaka_runtime::BiRow;

#[derive(BiRow)]
struct Count(u64);

fn main() {
    let _ = <Count as BiRow>::columns;
}
