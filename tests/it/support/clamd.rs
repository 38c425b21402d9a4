//! A malware scanner for one test, on loopback: speaks INSTREAM, and says what the test wants of every file.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use vouchsafe::documents::Scanner;

/// A scanner that gives this answer, and what it was sent. Its thread ends with the test's process.
pub fn that_says(answer: &'static str) -> (Scanner, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("binds");
    let place = listener.local_addr().expect("an address").to_string();
    let (sender, sent) = channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let file = read(&mut stream);
            stream.write_all(answer.as_bytes()).expect("answered");
            if sender.send(file).is_err() {
                return;
            }
        }
    });
    (place.parse().expect("a place"), sent)
}

/// A place at which nobody answers.
pub fn that_is_dead() -> Scanner {
    let place = TcpListener::bind("127.0.0.1:0").expect("binds").local_addr().expect("an address");
    place.to_string().parse().expect("a place")
}

fn read(stream: &mut TcpStream) -> Vec<u8> {
    let mut command = [0; 10];
    stream.read_exact(&mut command).expect("a command");
    assert_eq!(&command, b"zINSTREAM\0");
    let mut file = Vec::new();
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length).expect("a length");
        let length = u32::from_be_bytes(length) as usize;
        if length == 0 {
            return file;
        }
        let at = file.len();
        file.resize(at + length, 0);
        stream.read_exact(&mut file[at..]).expect("a piece");
    }
}
