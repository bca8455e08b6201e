import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { ROUTES } from "../../../src/http/route-table.ts";
import { makeHttpClient } from "../../helpers/http-client.ts";
import { makeWorld, submitted } from "../../helpers/world.ts";

const makeBoard = async (now: string) => {
  const world = await makeWorld({ now });
  const { call } = makeHttpClient(world, ROUTES, "local");
  return { world, board: async (query = "") => await call("GET", `desk${query}`) };
};

describe("GET desk", () => {
  it("shows late reviews first, each with its time, who has it, and a link that holds no text of the event", async () => {
    const { world, board } = await makeBoard("2026-11-23T18:00:00Z");
    await world.receive(submitted({ submissionId: "soon", submittedAt: "2026-11-20T18:00:00Z" }));
    await world.receive(submitted({ submissionId: "late" }));
    const { text } = await board();
    expect(text.indexOf(reviewPartition("late"))).toBeLessThan(text.indexOf(reviewPartition("soon")));
    expect(text).toContain("late since Fri 17:00");
    expect(text).toContain("1 business day 7 h left");
    expect(text).toContain(
      '<time datetime="2026-11-21T01:00:00Z" data-zone="America/Los Angeles">Fri, 20 Nov 2026, 17:00</time></span>',
    );
    expect(text.match(/America\/Los Angeles[.<]/g)).toEqual(["America/Los Angeles."]);
    expect(text).toContain("nobody’s");
  });

  it("narrows by what is asked, keeps it in links, and says so when nothing is like that", async () => {
    const { world, board } = await makeBoard("2026-11-23T18:00:00Z");
    await world.receive(submitted({ submissionId: "one" }));
    const none = await board("?text=other%22thing&publisher=contoso");
    expect(none.text).toContain("No review is like that.");
    expect(none.text).toContain('value="other&quot;thing"');
    expect(none.text).toContain("state&#x3D;breached&amp;publisher&#x3D;contoso&amp;text&#x3D;other%22thing");
    expect((await board("?text=assessment&state=")).text).toContain("1 open review");
    expect((await board("?state=met")).text).toContain("0 reviews");
    expect((await board("?state=nonsense")).status).toBe(422);
  });

  it("counts whole business days of lateness from the first on", async () => {
    const { world, board } = await makeBoard("2026-11-24T00:59:00Z");
    await world.receive(submitted({ submissionId: "late" }));
    expect((await board()).text).toContain("late since Fri 17:00");
    world.goTo("2026-11-25T02:00:00Z");
    expect((await board()).text).toContain("late by 2 business days");
  });

  it("says that nothing is open when nothing is", async () => {
    const { board } = await makeBoard("2026-11-23T18:00:00Z");
    expect((await board()).text).toContain("No review is open.");
  });

  it("shows text of events as text", async () => {
    const { world, board } = await makeBoard("2026-11-23T18:00:00Z");
    const name = "<img src=x onerror=alert(1)>";
    await world.receive(submitted({ submissionId: `"><script>`, offer: { id: "o", name, type: name } }));
    const { text } = await board("?state=untracked");
    expect(text).not.toMatch(/<img|<script>/);
    expect(text).toContain("&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;");
  });
});
