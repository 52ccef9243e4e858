import * as z from 'zod/mini';
import type { DocumentedControl } from '../shared/controls/define-control.ts';
import { CONTROLS } from '../shared/controls/registry.ts';
import type { ParsedArguments } from './arguments.ts';
import type { CONTROLS_SPEC } from './commands.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { didYouMean } from '../shared/model/near-names.ts';
import { renderControl, renderControlList } from './render/control-text.ts';
import { renderJson } from './render/json.ts';
import { paletteOf } from './render/palette.ts';
import type { Terminal } from './terminal.ts';
import { usesColour, widthOf } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** `controls`: the catalogue, or one control with its parameters. */
export async function controls(
  { options, positional }: ParsedArguments<typeof CONTROLS_SPEC.options>,
  { stdout, env }: Terminal,
): Promise<ExitCode> {
  const asked = positional === undefined ? CONTROLS : [findControl(positional)];
  if (options.format === 'json') {
    const described = asked.map(describe);
    stdout.write(renderJson(positional === undefined ? described : described[0]));
    return EXIT_CODES.done;
  }
  const look = { width: widthOf(stdout), palette: paletteOf(usesColour(stdout, env)) };
  const [only] = asked;
  stdout.write(
    positional === undefined || only === undefined
      ? renderControlList(asked, look)
      : renderControl(only, look),
  );
  return EXIT_CODES.done;
}

/** By name, or by the short id of the catalogue. */
function findControl(name: string): DocumentedControl {
  const found = CONTROLS.find(
    ({ meta }) => meta.name === name.toLowerCase() || meta.id === name.toUpperCase(),
  );
  if (found !== undefined) return found;
  const names = CONTROLS.map(({ meta }) => meta.name);
  throw new UsageError(`There is no control "${name}".${didYouMean(name, names)}`, 'controls');
}

function describe({ meta }: DocumentedControl): object {
  const { parameters, messages, ...rest } = meta;
  return { ...rest, parameters: z.toJSONSchema(parameters, { io: 'input' }), messages };
}
