import { maskPassword } from "../../../local/stack/mask-password.ts";

describe("maskPassword", () => {
  it.each([
    ["smtp://127.0.0.1:1025", "smtp://127.0.0.1:1025"],
    ["smtps://ada:s3cret@mail.example:465?pool=true", "smtps://ada:***@mail.example:465?pool=true"],
    ["smtp://ada:a:b@c@mail.example", "smtp://ada:***@mail.example"],
    ["smtp://ada@mail.example?auth.pass=s3cret&x=1", "smtp://ada@mail.example?auth.pass=***&x=1"],
  ])("hides the password of %s alone", (url, masked) => {
    expect(maskPassword(url)).toBe(masked);
  });
});
