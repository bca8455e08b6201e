import { createHash } from "node:crypto";
import type { BundledPackage } from "./list-bundled-packages.ts";

const toPurl = ({ name, version }: { name: string; version: string }): string =>
  `pkg:npm/${name.replace("@", "%40")}@${version}`;

/** A name-based UUID: the same parts have the same serial number. */
const toSerial = (text: string): string => {
  const hash = createHash("sha256").update(text).digest("hex");
  return `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
};

/** The software bill of materials of the bundle, as CycloneDX 1.6. It holds no time, so that the same app gives the same bytes. */
export const renderSbom = (
  app: { readonly name: string; readonly version: string; readonly sha256: string },
  packages: readonly BundledPackage[],
): string => {
  const components = packages.map((one) => ({
    type: "library",
    "bom-ref": toPurl(one),
    name: one.name,
    version: one.version,
    ...(one.sha512 === undefined ? {} : { hashes: [{ alg: "SHA-512", content: one.sha512 }] }),
    licenses: [{ license: { id: one.licence } }],
    purl: toPurl(one),
  }));
  const bom = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: toSerial(JSON.stringify([app, components])),
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": toPurl(app),
        name: app.name,
        version: app.version,
        hashes: [{ alg: "SHA-256", content: app.sha256 }],
        licenses: [{ license: { id: "MIT" } }],
      },
    },
    components,
    dependencies: [{ ref: toPurl(app), dependsOn: components.map((one) => one["bom-ref"]) }],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
};
