import { HttpRequest } from "@azure/functions";
import type { DeskAuth } from "../../../src/config/desk-settings.ts";
import { viewerOf } from "../../../src/http/desk/viewer.ts";

const ask = (auth: DeskAuth, headers: Record<string, string> = {}, url = "https://notifier.contoso.example/api/desk") =>
  viewerOf(auth, new HttpRequest({ method: "GET", url, headers }));

const principal = (value: object) => ({
  "x-ms-client-principal": Buffer.from(JSON.stringify(value)).toString("base64"),
});

const signedIn = (...roles: string[]) =>
  principal({
    auth_typ: "aad",
    name_typ: "name",
    role_typ: "roles",
    claims: [{ typ: "name", val: "Ada Lindqvist" }, ...roles.map((val) => ({ typ: "roles", val }))],
  });

const LOCAL = "http://127.0.0.1:7071/api/desk";

describe("viewerOf", () => {
  it("lets an operator act, and a reader look", () => {
    expect(ask("platform", signedIn("Notifier.Operator"))).toEqual({ name: "Ada Lindqvist", mayAct: true });
    expect(ask("platform", signedIn("Notifier.Reader"))).toEqual({ name: "Ada Lindqvist", mayAct: false });
    expect(ask("platform", signedIn("Notifier.Reader", "Notifier.Operator")).mayAct).toBe(true);
  });

  it("reads the role type that the principal names", () => {
    const role = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role";
    const claims = [
      { typ: role, val: "Notifier.Operator" },
      { typ: "preferred_username", val: "ada@contoso.example" },
    ];
    expect(ask("platform", principal({ role_typ: role, claims }))).toEqual({
      name: "ada@contoso.example",
      mayAct: true,
    });
  });

  it.each([
    ["nobody who has not signed in", {}, "Sign in first"],
    ["nobody without a role", signedIn(), "neither the role"],
    ["nobody with another app's role", signedIn("Other.Operator", "notifier.operator"), "neither the role"],
    [
      "no role in a claim of another type",
      principal({ role_typ: "groups", claims: [{ typ: "name", val: "Notifier.Operator" }] }),
      "neither the role",
    ],
    [
      "no principal without a name",
      principal({ claims: [{ typ: "roles", val: "Notifier.Operator" }] }),
      "cannot be read",
    ],
    ["no header that is no JSON", { "x-ms-client-principal": "Ada" }, "cannot be read"],
    ["no header that is none of a principal", principal([]), "cannot be read"],
    ["no claims of other types", principal({ claims: [{ typ: "roles", val: 1 }] }), "cannot be read"],
  ])("lets in %s", (_who, headers, reason) => {
    expect(() => ask("platform", headers)).toThrow(expect.objectContaining({ code: "DESK_DENIED" }));
    expect(() => ask("platform", headers)).toThrow(reason);
  });

  it("believes no header where the platform does not check it", () => {
    const forged = signedIn("Notifier.Operator");
    expect(() => ask("closed", forged)).toThrow("App Service authentication is off");
    expect(() => ask("closed", forged, LOCAL)).toThrow("App Service authentication is off");
    expect(() => ask("local", forged)).toThrow("127.0.0.1");
    expect(ask("local", forged, LOCAL).name).toBe("local");
  });

  it("opens a laptop's desk to the laptop alone, by its own name, with nobody in between", () => {
    expect(ask("local", {}, LOCAL)).toEqual({ name: "local", mayAct: true });
    expect(ask("local", { host: "localhost:7071" }, "http://localhost:7071/api/desk").mayAct).toBe(true);
    for (const headers of [
      { host: "rebound.example" },
      { "x-forwarded-for": "10.0.0.1" },
      { forwarded: "for=10.0.0.1" },
    ]) {
      expect(() => ask("local", headers, LOCAL)).toThrow("127.0.0.1");
    }
    for (const host of ["127.0.0.1.evil.example", "10.0.0.1", "localhost.evil.example"]) {
      expect(() => ask("local", {}, `http://${host}:7071/api/desk`)).toThrow("127.0.0.1");
    }
  });
});
