//! Runs a target on many inputs and keeps those that it cannot bear.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::panic;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;
use std::time::Instant;

use super::mutate::Dice;
use super::mutate::mutate;
use super::targets::Input;
use super::targets::Target;

/// The longest that an input may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// After so long an input is held to never end.
const NEVER: Duration = Duration::from_secs(60);

/// How many bytes may come out of one that goes in, and how many at least: packed inputs aside,
/// nothing is repeated; a mark of a block quote becomes an element of 27 bytes.
const OUT_OF_ONE: usize = 32;
const OUT_OF_NONE: usize = 1 << 16;

/// The most memory in pages of 4 KiB: 2 GiB.
const MOST_PAGES: usize = 1 << 19;

/// What became of a target.
pub(crate) struct Ran {
    target: String,
    inputs: u64,
    slowest: Duration,
    seconds: f64,
    /// How often something went wrong, by where it did.
    findings: BTreeMap<String, u64>,
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, inputs, slowest, seconds, findings } = self;
        let slowest = slowest.as_secs_f64();
        write!(f, "{target}: {inputs} inputs in {seconds:.0} s, slowest {slowest:.2} s")?;
        findings.iter().try_for_each(|(what, count)| write!(f, "\n  {count} × {what}"))
    }
}

/// Watches the input at work; ends the run where it never ends or takes all memory.
pub(crate) struct Guard(Arc<Mutex<Option<(String, Input, Instant)>>>);

impl Guard {
    /// Starts to watch; inputs are kept in a folder.
    pub(crate) fn start(kept: &Path) -> Self {
        let at_work: Arc<Mutex<Option<(String, Input, Instant)>>> = Arc::default();
        let (watched, kept) = (at_work.clone(), kept.to_owned());
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_millis(200));
                let pages = fs::read_to_string("/proc/self/statm").ok();
                let pages = pages.and_then(|p| p.split(' ').nth(1)?.parse::<usize>().ok());
                let Ok(at_work) = watched.lock() else { return };
                let Some((target, input, begun)) = &*at_work else { continue };
                let pages = pages.unwrap_or_default();
                if begun.elapsed() > NEVER || pages > MOST_PAGES {
                    let path = keep(&kept, target, input);
                    eprintln!("{target}: never ends or takes all memory: {}", path.display());
                    std::process::exit(1);
                }
            }
        });
        Self(at_work)
    }

    fn at_work(&self, now: Option<(String, Input, Instant)>) {
        *self.0.lock().unwrap() = now;
    }
}

/// Runs a target on its seeds changed in so many ways.
pub(crate) fn run(target: &Target, count: u64, seed: u64, kept: &Path, guard: &Guard) -> Ran {
    let place = Arc::new(Mutex::new(String::new()));
    let told = place.clone();
    panic::set_hook(Box::new(move |panic| {
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        let payload = panic.payload();
        let what = payload.downcast_ref::<String>().map(String::as_str);
        let what = what.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or_default();
        let what = what.replace('\n', " ");
        *told.lock().unwrap() = format!("{at}: {}", what.chars().take(60).collect::<String>());
    }));
    let mut dice = Dice::new(seed);
    let others: Vec<&[u8]> = target.seeds.iter().map(|s| s.bytes.as_slice()).collect();
    let begun = Instant::now();
    let mut findings: BTreeMap<String, u64> = BTreeMap::new();
    let mut slowest = Duration::ZERO;
    for _ in 0..count {
        let mut input = dice.pick(&target.seeds).clone();
        mutate(&mut input.bytes, &others, &mut dice);
        let at = Instant::now();
        guard.at_work(Some((target.name.clone(), input.clone(), at)));
        let done = panic::catch_unwind(AssertUnwindSafe(|| (target.run)(&input)));
        let mut took = at.elapsed();
        if took > PATIENCE {
            // Others may have had the machine: what counts is the time on a core.
            let begun = on_core();
            let _ = panic::catch_unwind(AssertUnwindSafe(|| (target.run)(&input)));
            took = on_core().zip(begun).map_or(took, |(end, begun)| end.saturating_sub(begun));
        }
        guard.at_work(None);
        slowest = slowest.max(took);
        let packed = [".gz", ".zip", ".docx", ".parquet", ".pdf"];
        let packed = packed.iter().any(|end| input.name.ends_with(end));
        let finding = match done {
            Err(_) => place.lock().unwrap().clone(),
            Ok(_) if took > PATIENCE => "slow".to_owned(),
            Ok(out) if !packed && out > input.bytes.len() * OUT_OF_ONE + OUT_OF_NONE => {
                "much more out than in".to_owned()
            }
            Ok(_) => continue,
        };
        let count = findings.entry(finding.clone()).or_default();
        *count += 1;
        if *count <= 3 {
            let path = keep(kept, &target.name, &input);
            eprintln!("{}: {finding}: {}", target.name, path.display());
        }
    }
    let _ = panic::take_hook();
    let seconds = begun.elapsed().as_secs_f64();
    Ran { target: target.name.clone(), inputs: count, slowest, seconds, findings }
}

/// Returns how long this thread has been on a core, where the system tells.
fn on_core() -> Option<Duration> {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(told.split(' ').next()?.parse().ok()?))
}

/// Keeps an input under the name of its target and of itself.
fn keep(folder: &Path, target: &str, input: &Input) -> PathBuf {
    let sum = crc32fast::hash(&input.bytes);
    let path = folder.join(format!("{target}@{sum:08x}-{}", input.name));
    let _ = fs::write(&path, &input.bytes);
    path
}
