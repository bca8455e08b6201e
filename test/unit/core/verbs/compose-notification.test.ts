import { toResultMailInput } from "../../../../src/core/notifications/to-result-mail-input.ts";
import { failed, makeWorld, parsedEvent, realContent, submitted } from "../../../helpers/world.ts";

describe("makeComposeMail", () => {
  it("flags a policy of another offer type on the row, and shows it all the same", async () => {
    const world = await makeWorld();
    await world.receive(failed({ findings: [{ policy: "1140.4.3.1.3", message: "The bot does not answer." }] }));
    await world.drain();
    expect(world.only().notes).toEqual(["Policy 1140.4.3 is not one for offer type consultingService."]);
    expect(world.mails[0]?.text).toContain("1140.4.3.1.3");
    expect(world.mails[0]?.html).toContain("#114043-bots");
  });

  it("says on the row that no article serves an offer type", async () => {
    const world = await makeWorld();
    await world.receive(failed({ offer: { id: "x", name: "Robot", type: "robotOffer" } }));
    await world.drain();
    expect(world.only()).toMatchObject({ articleSlug: "general", notes: ['No article for offer type "robotOffer".'] });
    expect((await world.review())?.flags).toEqual(["noArticle"]);
  });

  it("takes from the review's other events what the result leaves out, and from the result what it says", async () => {
    const world = await makeWorld();
    const contacts = [{ name: "Ada", email: "ada@contoso.example", role: "owner" }];
    await world.receive(submitted({ contacts, attempt: 3, environment: "preview" }));
    await world.receive(failed({ publisher: { id: "contoso" }, contacts: [], environment: "live" }));
    await world.drain();
    const [mail] = world.mails;
    for (const words of ["Publisher: Contoso Ltd", "Attempt: 3", "Environment: live", "a contact (owner)"])
      expect(mail?.text).toContain(words);
  });

  it("gives an article without steps those of the general article, and leaves the others their own", async () => {
    const { articles, policies } = await realContent();
    const { event } = parsedEvent(failed());
    if (event.kind !== "completed") throw new TypeError("Expected a result.");
    const own = articles.find(event.offer.type);
    const general = articles.find("").article;
    const without = {
      ...articles,
      find: (type: string) => (type === "" ? articles.find("") : { ...own, article: { ...own.article, steps: [] } }),
    };
    const stepsOf = (catalogue: typeof articles) =>
      toResultMailInput({ articles: catalogue, policies }, event, "certificationFailed", {
        recipient: { email: "ada@contoso.example" },
      }).article;
    expect(general.steps.length).toBeGreaterThan(0);
    expect(stepsOf(without)).toEqual({ ...own.article, steps: general.steps });
    expect(stepsOf(articles).steps).toEqual(own.article.steps);
    expect(own.article.steps).not.toEqual(general.steps);
  });
});
