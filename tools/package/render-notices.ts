import type { BundledPackage } from "./list-bundled-packages.ts";

const LINE = "-".repeat(80);

/** The licences of everything in the bundle, as they ask to be passed on. */
export const renderNotices = (packages: readonly BundledPackage[]): string =>
  [
    "This app contains code of the following packages. The holidays have their own notice: calendars/NOTICE.txt.",
    ...packages.map(({ name, version, licence, licenceText }) =>
      [LINE, `${name} ${version} (${licence})`, ...(licenceText === "" ? [] : ["", licenceText])].join("\n"),
    ),
    "",
  ].join("\n\n");
