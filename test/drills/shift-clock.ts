// Loaded before a program, it makes the program's clock differ from everybody else's.
const skewInMs = Number(process.env["CLOCK_SKEW_IN_MS"]);
const readClock = Date.now;
const now = (): number => readClock() + skewInMs;

globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: (target) => new target(now()).toString(),
});
Date.now = now;
