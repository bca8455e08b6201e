import { Command, InvalidArgumentError } from "commander";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";
import { toCount } from "../local/stack/to-count.ts";
import { type Part, runMutations } from "../sim/run-mutations.ts";
import { runSeed } from "../sim/run-seed.ts";
import { loadCoreContent } from "../sim/wire-core.ts";
import { addScaleCommand } from "./scale/command.ts";

const seedNumber = (text: string): number => {
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffff_ffff)
    throw new InvalidArgumentError("Expected a whole number below 2^32.");
  return Number(text);
};

const partOf = (text: string): Part => {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  if (index === undefined || Number(index) >= Number(count))
    throw new InvalidArgumentError("Expected a part such as 0/7, 1/7 or 6/7.");
  return { index: Number(index), count: Number(count) };
};

interface Options {
  readonly seeds?: number;
  readonly from: number;
  readonly trace?: number;
  readonly mutations?: boolean;
  readonly first?: boolean;
  readonly part?: Part;
}

const program = new Command("npm run simulate --")
  .description(
    "Runs the core on a simulated world that fails in every way a seed can think of, and checks what is left.",
  )
  .option(
    "--seeds <count>",
    "how many seeds to run (default: 200; 4000 for each mutation, which ends with the first that fails)",
    toCount,
  )
  .option("--from <seed>", "the first seed", seedNumber, 1)
  .option("--trace <seed>", "run this one seed and print everything that happens", seedNumber)
  .option("--first", "stop at the first seed that fails")
  .option("--mutations", "prove that the simulation finds faults: run it on code with known ones")
  .option("--part <i/n>", "with --mutations: every n-th of them, from the i-th on", partOf)
  .exitOverride(exitForWrongUse)
  .action(async (options: Options) => {
    const isFine = await (options.trace !== undefined
      ? traceSeed(options.trace)
      : options.mutations === true
        ? runMutations({
            from: options.from,
            seeds: options.seeds ?? 4000,
            part: options.part ?? { index: 0, count: 1 },
          })
        : runSeeds(options));
    process.exitCode = isFine ? 0 : 1;
  });
addScaleCommand(program);

const traceSeed = async (seed: number): Promise<boolean> => {
  const { violations } = await runSeed(seed, await loadCoreContent(), console.log);
  console.log(
    violations.length === 0
      ? `seed ${seed}: all holds`
      : `seed ${seed}:\n${violations.map((line) => `  ${line}`).join("\n")}`,
  );
  return violations.length === 0;
};

const runSeeds = async ({ from, seeds = 200, first }: Options): Promise<boolean> => {
  const content = await loadCoreContent();
  const startedAt = performance.now();
  const failing: number[] = [];
  let mails = 0;
  let steps = 0;
  let told = 0;
  let done = 0;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const result = await runSeed(seed, content);
    done += 1;
    mails += result.mails;
    steps += result.steps;
    if (result.violations.length > 0) {
      failing.push(seed);
      console.log(`seed ${seed} fails:\n${result.violations.map((line) => `  ${line}`).join("\n")}`);
      if (first === true) break;
    }
    if (performance.now() - told > 5_000) {
      told = performance.now();
      console.error(`${done} of ${seeds} seeds, ${failing.length} failing`);
    }
  }
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `${done} seeds in ${seconds.toFixed(1)} s (${(done / seconds).toFixed(1)} a second): ${steps} steps, ${mails} mails, ${failing.length} failing${failing.length === 0 ? "" : `: ${failing.join(" ")}`}`,
  );
  if (failing.length > 0) console.log(`See one with: npm run simulate -- --trace ${failing[0]}`);
  return failing.length === 0;
};

await program.parseAsync();
