import { calendars } from "../../unit/sla/calendars.ts";
import { runTool } from "./run-tool.ts";

const us = calendars.current("US").reference;
const questions = [
  '{"from":"2026-11-20T16:00:00Z","amount":3,"unit":"businessDays","calendar":"US","zone":"America/Los_Angeles","close":"17:00"}',
  '{"from":"2026-11-21T02:00:00Z","amount":1}',
  '{"from":"2026-03-07T12:00:00Z","amount":1,"unit":"calendarDays","zone":"America/Los_Angeles","close":"02:30"}',
  '{"from":"2026-10-24T12:00:00Z","amount":1,"unit":"calendarDays","calendar":"DE","zone":"Europe/Berlin","close":"02:30"}',
].join("\n");

// Each run starts a process of its own, which takes long on a busy machine.
jest.setTimeout(60_000);

describe("npm run sla -- explain", () => {
  it("answers the same whatever zone the machine is in", async () => {
    const zones = ["UTC", "Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati"];
    const answers = await Promise.all(
      zones.map((TZ) => runTool("sla", ["explain", "--batch", "-"], { env: { TZ }, input: questions })),
    );
    for (const answer of answers) expect(answer).toEqual({ code: 0, stderr: "", stdout: answers[0]?.stdout });
    const dues = answers[0]?.stdout
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { dueAt: string }).dueAt);
    expect(dues).toEqual([
      "2026-11-26T01:00:00Z",
      "2026-11-24T01:00:00Z",
      "2026-03-08T10:30:00Z",
      "2026-10-25T00:30:00Z",
    ]);
  });

  it("answers a bad line in its place and exits with 1", async () => {
    const lines = [
      questions.split("\n")[0],
      "nonsense",
      "",
      '{"from":"2026-11-20T16:00:00Z","amount":0}',
      '{"from":"2026-11-20T16:00:00","amount":1}',
      questions.split("\n")[1],
    ];
    const { code, stdout } = await runTool("sla", ["explain", "--batch", "-"], { input: `${lines.join("\r\n")}\r\n` });
    const answers = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { dueAt?: string; error?: string });
    expect(code).toBe(1);
    expect(answers.map(({ dueAt, error }) => dueAt ?? typeof error)).toEqual([
      "2026-11-26T01:00:00Z",
      "string",
      "string",
      "string",
      "string",
      "2026-11-24T01:00:00Z",
    ]);
  });

  it("prints one answer as JSON or for people, with defaults from the settings", async () => {
    const json = await runTool("sla", ["explain", "--from", "2026-11-20T16:00:00Z", "--amount", "1", "--json"]);
    expect(JSON.parse(json.stdout)).toEqual({
      dueAt: "2026-11-24T01:00:00Z",
      calendar: us,
      days: [
        { date: "2026-11-21", kind: "weekend" },
        { date: "2026-11-22", kind: "weekend" },
        { date: "2026-11-23", kind: "counted" },
      ],
    });
    const env = { SLA_CALENDAR: "IN", SLA_TIME_ZONE: "Asia/Kolkata", SLA_CLOSE_OF_BUSINESS: "18:30" };
    const people = await runTool("sla", ["explain", "--from", "2026-11-20T16:00:00Z", "--amount", "1"], { env });
    expect(people.stdout).toContain(
      "Mon 2026-11-23  counted 1 of 1\ndue Mon 2026-11-23 18:30 Asia/Kolkata (2026-11-23T13:00:00Z)\n",
    );
    expect(people.stdout).toContain("incomplete");
  });

  it.each([
    ["no question", ["explain"], 2],
    ["an unknown option", ["explain", "--form", "x"], 2],
    ["an unknown calendar", ["explain", "--from", "2026-11-20T16:00:00Z", "--amount", "1", "--calendar", "XX"], 2],
    ["an amount of 1e2", ["explain", "--from", "2026-11-20T16:00:00Z", "--amount", "1e2"], 2],
    ["a question beside a batch", ["explain", "--from", "2026-11-20T16:00:00Z", "--batch", "-"], 2],
    ["an amount that is no number", ["explain", "--from", "2026-11-20T16:00:00Z", "--amount", "x"], 2],
    ["a file that is not there", ["explain", "--batch", "no-such-file"], 2],
    ["a year that the calendar does not know", ["explain", "--from", "2040-11-20T16:00:00Z", "--amount", "1"], 1],
    ["a plea for help", ["--help"], 0],
  ])("exits as agreed on %s", async (_, args, expected) => {
    const { code, stdout, stderr } = await runTool("sla", args);
    expect(code).toBe(expected);
    expect(stderr === "").toBe(expected === 0);
    expect(stdout === "").toBe(expected !== 0);
  });
});
