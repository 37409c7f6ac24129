// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause

//! panics [WHAT [N]]: Rust panics through functions that a tracer watches.
//!
//!     catch [N]   4 threads, N (500) panics each, caught; every second one after a clean call
//!     join [N]    N (100) threads that panic and are joined
//!     all         both, the default
//!     die         one panic that nobody catches, in the main thread
//!
//! Prints "ready PID", waits for a line on stdin, works, and then prints for each function
//!
//!     count NAME OUTCOME=N...
//!
//! and a checksum. Built a second time with panic=abort, where only "die" panics: it ends by
//! SIGABRT, and the other works make clean calls only.

use std::io::{BufRead, Write};
use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;

const THREADS: u64 = 4;
const PANICS: bool = cfg!(panic = "unwind");

static CHECKSUM: AtomicU64 = AtomicU64::new(0);
static CLEANED: AtomicU64 = AtomicU64::new(0);

/// So that what is returned comes from a call that has returned: no tail call.
fn keep(value: u64) -> u64 {
    let mut kept = value;
    unsafe { std::arch::asm!("/* {0} */", inout(reg) kept) };
    kept
}

/// Its destructor is a traced function too, and runs while the stack is unwound.
struct Guard(u64);

#[no_mangle]
#[inline(never)]
pub fn clean_up(number: u64) -> u64 {
    CLEANED.fetch_add(1, Relaxed);
    number ^ 1
}

impl Drop for Guard {
    fn drop(&mut self) {
        CHECKSUM.fetch_add(clean_up(self.0), Relaxed);
    }
}

#[no_mangle]
#[inline(never)]
pub fn thrower(number: u64, throws: bool) -> u64 {
    if throws {
        panic!("number {}", number);
    }
    number + 1
}

#[no_mangle]
#[inline(never)]
pub fn guarded(number: u64, throws: bool) -> u64 {
    let guard = Guard(number);
    keep(thrower(number, throws)) + guard.0
}

#[no_mangle]
#[inline(never)]
pub fn passing(number: u64, throws: bool) -> u64 {
    keep(guarded(number, throws)) * 3
}

#[no_mangle]
#[inline(never)]
pub extern "C" fn catcher(number: u64, throws: bool) -> u64 {
    match catch_unwind(|| passing(number, throws)) {
        Ok(value) => keep(value),
        Err(_) => number + 7,
    }
}

/// Catches and panics on with the same payload.
#[no_mangle]
#[inline(never)]
pub fn rethrower(number: u64, throws: bool) -> u64 {
    match catch_unwind(AssertUnwindSafe(|| thrower(number, throws))) {
        Ok(value) => keep(value),
        Err(payload) => resume_unwind(payload),
    }
}

#[no_mangle]
#[inline(never)]
pub extern "C" fn outer_catcher(number: u64, throws: bool) -> u64 {
    catch_unwind(|| keep(rethrower(number, throws))).unwrap_or(number)
}

/// With a mangled name.
pub mod inner {
    #[inline(never)]
    pub fn mangled(number: u64) -> u64 {
        super::keep(super::thrower(number, super::PANICS))
    }
}

#[derive(Default)]
struct Count {
    clean: u64,
    thrown: u64,
}

fn catch(count: u64) -> Count {
    let threads: Vec<_> = (0..THREADS)
        .map(|thread| {
            thread::spawn(move || {
                for i in 0..count {
                    let number = thread * count + i;
                    CHECKSUM.fetch_add(catcher(number, false), Relaxed);
                    CHECKSUM.fetch_add(catcher(number, PANICS), Relaxed);
                    CHECKSUM.fetch_add(outer_catcher(number, PANICS), Relaxed);
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    Count { clean: THREADS * count, thrown: THREADS * count }
}

fn join(count: u64) -> u64 {
    for number in 0..count {
        let outcome = thread::spawn(move || inner::mangled(number)).join();
        CHECKSUM.fetch_add(outcome.unwrap_or(number * 2), Relaxed);
    }
    count
}

fn print_count(name: &str, returned: u64, unwound: u64) {
    let (returned, unwound) =
        if PANICS { (returned, unwound) } else { (returned + unwound, 0) };
    if returned + unwound == 0 {
        return;
    }
    print!("count {}", name);
    if returned > 0 {
        print!(" returned={}", returned);
    }
    if unwound > 0 {
        print!(" unwound={}", unwound);
    }
    println!();
}

fn report(caught: &Count, joined: u64) {
    let both = caught.clean + caught.thrown;
    print_count("catcher", both, 0);
    print_count("clean_up", both, 0);
    print_count("guarded", caught.clean, caught.thrown);
    print_count("outer_catcher", caught.thrown, 0);
    print_count("panics::inner::mangled", 0, joined);
    print_count("passing", caught.clean, caught.thrown);
    print_count("rethrower", 0, caught.thrown);
    print_count("thrower", caught.clean, 2 * caught.thrown + joined);
    println!("cleaned {}", CLEANED.load(Relaxed));
    println!("checksum {}", CHECKSUM.load(Relaxed));
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let what = arguments.get(1).map_or("all", |word| word.as_str());
    let times = |otherwise: u64| {
        arguments.get(2).map_or(otherwise, |word| word.parse().expect("a number"))
    };
    let mut caught = Count::default();
    let mut joined = 0;

    std::panic::set_hook(Box::new(|_| {}));
    println!("ready {}", std::process::id());
    std::io::stdout().flush().unwrap();
    std::io::stdin().lock().read_line(&mut String::new()).unwrap();
    if what == "catch" || what == "all" {
        caught = catch(times(500));
    }
    if what == "join" || what == "all" {
        joined = join(times(100));
    }
    report(&caught, joined);
    if what == "die" {
        std::io::stdout().flush().unwrap();
        passing(1, true);
    }
}
