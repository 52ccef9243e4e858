import * as z from 'zod/mini';
import { wrap } from '../cli/render/layout.ts';
import type { Control } from '../shared/controls/define-control.ts';
import { CONTROLS } from '../shared/controls/registry.ts';
import type { GeneratedFile } from './generated-file.ts';

/**
 * A configuration file that shows every key: each control with its parameters at their defaults, so that
 * a part of it can be copied and changed, and examples of an exception and of needs, which are taken
 * from the example account.
 */
export function generateConfigurationExample(): readonly GeneratedFile[] {
  const content = [HEAD, ...CONTROLS.map(settingsOf), TAIL].join('\n');
  return [{ path: 'docs/configuration.example.yml', content }];
}

const HEAD = `# yaml-language-server: $schema=configuration.schema.json
#
# Everything that a configuration file can say. Without a file, everything below "controls" holds as it
# stands here. A file of your own needs only what differs; an unknown key is an error that names its line.
#
#   lambda-vpc-auditor audit --config auditor.yml

# What a control says and why: docs/controls/. Beside its parameters each control takes
#   enabled: false     switches it off
#   severity: LOW      replaces the severity of its failures: HIGH, MEDIUM, LOW or INFO
controls:`;

const TAIL = `
# Accepted deviations. The finding stays visible, marked as excepted, and does not count for --fail-on.
# Each names a control, either one exact resource or a tag, why it is accepted, who answers for it and
# the last day (UTC). Exceptions that are expired, or that nothing matches any more, are reported.
exceptions:
  - control: function-public-subnet
    resource: arn:aws:lambda:us-east-1:111122223333:function:thumbnails
    reason: moves to private subnets together with the image pipeline
    owner: media team
    expires: 2027-03-31
  - control: function-default-security-group
    tag: team=finance
    reason: the default group stays open until the nightly import has a group of its own
    owner: finance team
    expires: 2027-06-30

# What functions are known to need, beside what their settings and roles tell: internet, internet6, the
# name of an AWS service, or host:port. The function's own tag "needs" says the same, separated by blanks.
needs:
  - function: reports
    needs: [internet, sqs, "shop.c9akciq32.us-east-1.rds.amazonaws.com:5432"]
`;

const WIDTH = 100;

/** The settings of one control: `  name:` with its parameters, each under what it means. */
function settingsOf({ meta }: Control): string {
  const { properties = {} } = z.toJSONSchema(meta.parameters, { io: 'input' });
  const parameters = Object.entries(properties).flatMap(([name, property]) => {
    const schema = typeof property === 'boolean' ? {} : property;
    const values = schema.enum === undefined ? '' : ` (${schema.enum.map(String).join(', ')})`;
    const meaning = `${schema.description ?? ''}${values}`;
    // JSON is YAML, and tells a text from a number.
    const value = JSON.stringify(schema.default ?? null);
    return [...commentLines('      # ', meaning), `      ${name}: ${value}`];
  });
  const settings =
    parameters.length === 0 ? ['    enabled: true'] : ['    parameters:', ...parameters];
  return ['', ...commentLines('  # ', meta.title), `  ${meta.name}:`, ...settings].join('\n');
}

function commentLines(start: string, text: string): readonly string[] {
  return wrap(text, WIDTH - start.length).map((line) => start + line);
}
