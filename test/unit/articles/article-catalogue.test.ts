import type { Article, ArticleCatalogue } from "../../../src/core/articles/article.ts";
import { makeArticleCatalogue } from "../../../src/core/articles/article-catalogue.ts";

const article = (file: string, offerTypes: readonly string[] = [], locale?: string): Article => ({
  file,
  slug: file.replace(/^.*\//, "").replace(".md", ""),
  ...(locale !== undefined && { locale }),
  title: file,
  articleId: "",
  offerTypes,
  supportTopicIds: [],
  expediteNote: false,
  sla: { kind: "none", additions: [] },
  steps: [],
  documents: [],
  links: [],
  version: "0123456789abcdef",
});

const machine = article("vm.md", ["azureVirtualMachine", "Virtual machine"]);
const general = article("general.md");

describe("makeArticleCatalogue", () => {
  it.each([
    "azureVirtualMachine",
    "VIRTUAL-machine",
    "AzureThirdPartyVirtualMachine",
    "coreVirtualMachine",
    "vm_image_offer",
  ])("finds an article by %s, listed in it or known", (offerType) => {
    expect(makeArticleCatalogue([general, machine]).find(offerType)).toEqual({ article: machine, isGeneral: false });
  });

  it("finds an article of an offer type that we do not know", () => {
    const own = article("station.md", ["spaceStation"]);
    expect(makeArticleCatalogue([own]).find("Space Station")).toEqual({ article: own, isGeneral: false });
  });

  it.each(["cosellOnly", "", "general", "constructor", "\0general"])(
    "serves the general article for %j",
    (offerType) => {
      expect(makeArticleCatalogue([general, machine]).find(offerType)).toEqual({ article: general, isGeneral: true });
    },
  );

  it("serves a built-in text when there is no general article", () => {
    const match = makeArticleCatalogue([]).find("teamsApp", "de");
    expect(match).toMatchObject({ isGeneral: true, article: { slug: "general", steps: [] } });
  });

  it("names both files that claim an alias, and the first by name serves", () => {
    const other = article("a.md", ["teamsApp", "virtual-machine"]);
    const catalogue = makeArticleCatalogue(
      [machine, other, general],
      [{ file: "x.md", line: 2, column: 3, message: "!" }],
    );
    expect(catalogue.find("Virtual machine").article).toBe(other);
    expect(catalogue.find("azureVirtualMachine").article).toBe(machine);
    expect(catalogue.problems).toEqual([
      { file: "x.md", line: 2, column: 3, message: "!" },
      { file: "vm.md", line: 1, column: 1, message: "vm.md and a.md both claim Virtual machine; a.md serves." },
    ]);
  });

  it("lets the same type have an article in each language", () => {
    const catalogue = makeArticleCatalogue([
      machine,
      general,
      article("de/vm.md", ["azureVirtualMachine"], "de"),
      article("de-AT/general.md", [], "de-AT"),
    ]);
    const file = (offerType: string, locale?: string): string => catalogue.find(offerType, locale).article.file;
    expect(catalogue.problems).toEqual([]);
    expect(file("azureVirtualMachine")).toBe("vm.md");
    expect(file("azureVirtualMachine", "de-AT")).toBe("de/vm.md");
    expect(file("azureVirtualMachine", "DE-at")).toBe("de/vm.md");
    expect(file("azureVirtualMachine", "de_CH")).toBe("de/vm.md");
    expect(file("azureVirtualMachine", "fr")).toBe("vm.md");
    expect(file("teamsApp", "de-AT")).toBe("de-AT/general.md");
    expect(file("teamsApp", "de")).toBe("general.md");
  });

  it("is the same when made from articles kept as JSON", () => {
    const first = makeArticleCatalogue([general, machine, article("zz.md", ["Virtual machine"])]);
    const kept = JSON.parse(JSON.stringify(first)) as Pick<ArticleCatalogue, "articles" | "problems">;
    const again = makeArticleCatalogue(kept.articles, kept.problems);
    expect(again.find("azureVirtualMachine").article).toEqual(machine);
    expect([again.articles, again.problems]).toEqual([first.articles, first.problems]);
    expect(again.problems).toHaveLength(1);
  });
});
