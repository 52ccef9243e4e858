import * as z from 'zod/mini';

const resourceSchema = z.looseObject({
  Type: z.string(),
  Condition: z.optional(z.string()),
  Properties: z._default(z.record(z.string(), z.unknown()), {}),
});

const templateSchema = z.looseObject({
  Parameters: z._default(
    z.record(z.string(), z.looseObject({ Default: z.optional(z.unknown()) })),
    {},
  ),
  Conditions: z._default(z.record(z.string(), z.unknown()), {}),
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z._default(z.record(z.string(), z.looseObject({ Value: z.unknown() })), {}),
});

export type ReadTemplate = z.output<typeof templateSchema>;
export type ReadResource = z.output<typeof resourceSchema>;

/** Reads a CloudFormation template that was parsed from JSON. */
export function readTemplate(document: unknown): ReadTemplate {
  return templateSchema.parse(document);
}

/** The resources of a type, with their logical ids. */
export function resourcesOf(
  template: ReadTemplate,
  type: string,
): readonly (readonly [id: string, properties: Readonly<Record<string, unknown>>])[] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, { Properties }]) => [id, Properties]);
}

/** What CloudFormation itself knows of a stack. */
const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': '111122223333',
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::StackName': 'lambda-vpc-auditor-prod',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** `AWS::NoValue` takes away the property it stands for. */
const NO_VALUE = Symbol('AWS::NoValue');

/**
 * A value of the template as CloudFormation would make it of the given parameters. What only exists once
 * it was created reads `<ChangeQueue>` and `<ChangeQueue.Arn>`.
 *
 * @throws Error for a function that the template is not known to use
 */
export function resolve(
  template: ReadTemplate,
  value: unknown,
  parameters: Readonly<Record<string, string>> = {},
): unknown {
  return new Resolver(template, parameters).value(value);
}

/** `Fn::Sub` takes a text, or a text and what its names stand for. */
const subSchema = z.union([
  z.pipe(
    z.string(),
    z.transform((text) => [text, {}] as const),
  ),
  z.tuple([z.string(), z.record(z.string(), z.unknown())]),
]);

class Resolver {
  readonly #template: ReadTemplate;
  readonly #parameters: Readonly<Record<string, string>>;

  constructor(template: ReadTemplate, parameters: Readonly<Record<string, string>>) {
    this.#template = template;
    this.#parameters = parameters;
  }

  value(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((one: unknown) => this.value(one)).filter((one) => one !== NO_VALUE);
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [[name, argument] = []] = entries;
    const called = entries.length === 1 ? this.#call(name ?? '', argument) : undefined;
    if (called !== undefined) return called.value;
    return Object.fromEntries(
      entries
        .map(([key, one]) => [key, this.value(one)] as const)
        .filter(([, one]) => one !== NO_VALUE),
    );
  }

  /** What an intrinsic function makes of its argument; undefined where the name is none's. */
  #call(name: string, argument: unknown): { readonly value: unknown } | undefined {
    switch (name) {
      case 'Ref':
        return { value: this.#ref(String(argument)) };
      case 'Fn::GetAtt':
        return { value: `<${(argument as readonly string[]).join('.')}>` };
      case 'Fn::Sub':
        return { value: this.#sub(argument) };
      case 'Fn::Join': {
        const [separator, parts] = argument as readonly [string, unknown];
        return { value: (this.value(parts) as readonly string[]).join(separator) };
      }
      case 'Fn::Split': {
        const [separator, text] = argument as readonly [string, unknown];
        return { value: String(this.value(text)).split(separator) };
      }
      case 'Fn::If': {
        const [condition, yes, no] = argument as readonly [string, unknown, unknown];
        return { value: this.value(this.holds({ Condition: condition }) ? yes : no) };
      }
      default:
        if (name.startsWith('Fn::')) throw new Error(`${name} is not expected here`);
        return undefined;
    }
  }

  #ref(name: string): unknown {
    if (name === 'AWS::NoValue') return NO_VALUE;
    if (name in this.#parameters) return this.#parameters[name];
    if (name in this.#template.Parameters) return this.#template.Parameters[name]?.Default;
    if (name in PSEUDO) return PSEUDO[name];
    if (name in this.#template.Resources) return `<${name}>`;
    throw new Error(`nothing is called ${name}`);
  }

  #sub(argument: unknown): string {
    const [text, given] = subSchema.parse(argument);
    return text.replaceAll(/\$\{([^}!]+)\}/g, (_whole, name: string) => {
      if (name in given) return String(this.value(Reflect.get(given, name)));
      return name.includes('.') ? `<${name}>` : String(this.#ref(name));
    });
  }

  holds(condition: unknown): boolean {
    const [called] = Object.entries(condition as Readonly<Record<string, unknown>>);
    const [name, argument] = called ?? ['', undefined];
    switch (name) {
      case 'Condition':
        return this.holds(this.#template.Conditions[String(argument)]);
      case 'Fn::Equals': {
        const [a, b] = this.value(argument) as readonly unknown[];
        return a === b;
      }
      case 'Fn::Not':
        return !this.holds((argument as readonly unknown[])[0]);
      case 'Fn::And':
        return (argument as readonly unknown[]).every((one) => this.holds(one));
      case 'Fn::Or':
        return (argument as readonly unknown[]).some((one) => this.holds(one));
      default:
        throw new Error(`no condition is made by ${name}`);
    }
  }
}

/** The logical ids of the resources that there are with the given parameters. */
export function createdResources(
  template: ReadTemplate,
  parameters: Readonly<Record<string, string>> = {},
): readonly string[] {
  const resolver = new Resolver(template, parameters);
  return Object.entries(template.Resources)
    .filter(([, { Condition }]) => Condition === undefined || resolver.holds({ Condition }))
    .map(([id]) => id);
}
