import { join, resolve } from "node:path";
import { findBicep } from "../../tools/bicep/find-bicep.ts";
import { runBicep } from "../../tools/bicep/run-bicep.ts";

const ROOT = resolve(__dirname, "../..");
const INFRA = join(ROOT, "infra");

/** A resource of a compiled template, with the template that declares it. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly module: Template;
  // biome-ignore lint/suspicious/noExplicitAny: the shape of a resource depends on its type
  readonly properties: any;
  readonly scope?: string;
  readonly condition?: string;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly sku?: any;
}

/** A compiled template, as Azure Resource Manager gets it. */
export interface Template {
  // biome-ignore lint/suspicious/noExplicitAny: variables hold anything
  readonly variables?: Readonly<Record<string, any>>;
  // biome-ignore lint/suspicious/noExplicitAny: outputs too
  readonly outputs?: Readonly<Record<string, any>>;
  // biome-ignore lint/suspicious/noExplicitAny: a type is a JSON schema
  readonly definitions?: Readonly<Record<string, any>>;
  readonly resources: readonly RawResource[] | Readonly<Record<string, RawResource>>;
}

type RawResource = Omit<Resource, "module"> & { readonly existing?: boolean };

export interface Compiled {
  readonly text: string;
  readonly main: Template;
  /** Every resource that is deployed, of every module. */
  readonly resources: readonly Resource[];
  /** Every module, as the deployment that it is. */
  readonly modules: readonly Resource[];
  /** Every template: the main one and its modules. */
  readonly templates: readonly Template[];
}

const isModule = ({ type }: RawResource): boolean => type === "Microsoft.Resources/deployments";

const listTemplates = (template: Template): readonly Template[] => [
  template,
  ...Object.values(template.resources)
    .filter(isModule)
    .flatMap(({ properties }) => listTemplates(properties.template as Template)),
];

const listResources = (module: Template): readonly Resource[] =>
  Object.values(module.resources)
    .filter(({ existing }) => !existing)
    .map((resource) => ({ ...resource, module }));

/** Path of the Bicep CLI; undefined, with a line that says so, where it cannot be had. */
export const bicepOrSkip = (): string | undefined => {
  const bicep = findBicep();
  if (bicep === undefined) console.warn("Left out: the tests of the compiled templates need `dotnet`.");
  return bicep;
};

/** Compiles `infra/main.bicep`. Throws when it does not compile without a warning. */
export const compileMain = (bicep: string): Compiled => {
  const { output, problems } = runBicep(bicep, ["build", "main.bicep", "--stdout"], INFRA);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const main = JSON.parse(output) as Template;
  const templates = listTemplates(main);
  const all = templates.flatMap(listResources);
  const modules = all.filter(isModule);
  return { text: output, main, templates, modules, resources: all.filter((one) => !isModule(one)) };
};

/** The values of a parameters file. Throws when it does not compile without a warning. */
// biome-ignore lint/suspicious/noExplicitAny: a parameter holds anything
export const compileParameters = (bicep: string, file: string): Readonly<Record<string, any>> => {
  const { output, problems } = runBicep(bicep, ["build-params", file, "--stdout"], INFRA);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const { parametersJson } = JSON.parse(output) as { parametersJson: string };
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const { parameters } = JSON.parse(parametersJson) as { parameters: Record<string, { value: any }> };
  return Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
};
