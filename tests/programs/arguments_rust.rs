// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
//! Arguments and results of Rust's own types; see arguments.h for what is printed.

use std::ptr::read_volatile;
use std::io::BufRead;

/// What the compiler must not see through.
fn black_box<T>(value: T) -> T {
    unsafe {
        let seen = read_volatile(&value);
        std::mem::forget(value);
        seen
    }
}

/// So that the compiler leaves no result away.
#[inline(never)]
fn used<T>(value: T) -> T {
    black_box(value)
}

#[derive(Clone, Copy, PartialEq)]
#[repr(u8)]
pub enum Colour {
    Red = 1,
    Green = 2,
}

#[derive(Clone, Copy)]
pub struct Pair {
    left: u32,
    right: i64,
}

pub struct Large {
    number: i64,
    name: &'static str,
    flag: bool,
    other: u64,
}

#[inline(never)]
pub fn of_numbers(a: i8, b: u16, c: i32, d: u64, e: bool, f: char) -> i32 {
    let sum = a as i64 + b as i64 + c as i64 + e as i64 + f as i64;
    black_box(sum.wrapping_add(d as i64) as i32)
}

#[inline(never)]
pub fn of_str(text: &str) -> usize {
    println!("of {}", text.len());
    black_box(text.len() + text.bytes().filter(|c| *c == 0).count())
}

#[inline(never)]
pub fn of_string(text: &String) -> usize {
    black_box(text.len())
}

#[inline(never)]
pub fn of_owned(text: String) -> usize {
    black_box(&text).len()
}

#[inline(never)]
pub fn to_string(count: usize) -> String {
    black_box("s".repeat(count))
}

#[inline(never)]
pub fn to_str(whole: &str, len: usize) -> &str {
    black_box(&whole[..len])
}

#[inline(never)]
pub fn of_colour(colour: Colour) -> Colour {
    println!("colour");
    black_box(colour)
}

#[inline(never)]
pub fn of_pair(pair: Pair) -> Pair {
    black_box(Pair { left: pair.left + 1, right: pair.right })
}

#[inline(never)]
pub fn of_large(large: Large) -> u64 {
    let large = black_box(large);
    let sum = large.other as i64 + large.number + large.name.len() as i64 + large.flag as i64;
    sum as u64
}

#[inline(never)]
pub fn of_float(before: i32, x: f64, after: i32) -> i32 {
    black_box(before + x as i32 + after)
}

fn main() {
    let mut line = String::new();
    println!("ready {}", std::process::id());
    std::io::stdin().lock().read_line(&mut line).unwrap();

    used(of_numbers(
        used(i8::MIN), used(u16::MAX), used(i32::MIN), used(u64::MAX), used(true), used('é'),
    ));
    println!(
        "call arguments_rust::of_numbers | {{'a': -128, 'b': 65535, 'c': {}, 'd': {}, 'e': True, \
         'f': 'é'}} | '*'",
        i32::MIN, u64::MAX
    );
    used(of_str(used("")));
    println!("call arguments_rust::of_str | {{'text': ''}} | 0");
    used(of_str(used("né\"w\nline")));
    println!("call arguments_rust::of_str | {{'text': 'né\"w\\nline'}} | 10");
    used(of_string(used(&"v".repeat(5000))));
    println!("call arguments_rust::of_string | {{'text': 'v' * 5000}} | 5000");
    used(of_owned(used(String::from("owned"))));
    println!("call arguments_rust::of_owned | {{'text': 'owned'}} | 5");
    used(to_string(used(3)));
    println!("call arguments_rust::to_string | {{'count': 3}} | 'sss'");
    used(to_str(used("abcdef"), used(2)));
    println!("call arguments_rust::to_str | {{'whole': 'abcdef', 'len': 2}} | 'ab'");
    let green = if used(of_colour(used(Colour::Red))) == Colour::Red {
        Colour::Green
    } else {
        Colour::Red
    };
    used(of_colour(green));
    println!("call arguments_rust::of_colour | {{'colour': 'Red'}} | 'Red'");
    println!("call arguments_rust::of_colour | {{'colour': 'Green'}} | 'Green'");
    used(of_pair(used(Pair { left: 7, right: -9 })));
    println!(
        "call arguments_rust::of_pair | {{'pair': '{{left=7, right=-9}}'}} | '{{left=8, right=-9}}'"
    );
    used(of_large(used(Large { number: -1, name: "name", flag: true, other: 10 })));
    // Unoptimised code copies the pointer to it before debug information tells of it.
    let (large, result) = if cfg!(debug_assertions) {
        ("*", "'*'")
    } else {
        ("{number=-1, name=\"name\", flag=true, other=10}", "14")
    };
    println!("call arguments_rust::of_large | {{'large': '{}'}} | {}", large, result);
    used(of_float(used(1), used(2.5), used(3)));
    println!("call arguments_rust::of_float | {{'before': 1, 'x': '<xmm>', 'after': 3}} | 6");
}
