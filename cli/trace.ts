import { INTERNET_EGRESS } from '../shared/controls/egress/internet-egress-parameters.ts';
import { answerTolerance } from '../shared/controls/egress/network-acl-parameters.ts';
import { internetProbes } from '../shared/controls/function-flows.ts';
import { CONTROLS } from '../shared/controls/registry.ts';
import { parametersOf } from '../shared/controls/define-control.ts';
import type { Configuration } from '../shared/engine/configuration.ts';
import { traceReport } from '../shared/findings/trace-report.ts';
import { parseArn } from '../shared/model/arn.ts';
import { formatCidr } from '../shared/network/address-text.ts';
import { namesIn, typedDestination } from '../shared/tracing/typed-destination.ts';
import type { TypedDestination } from '../shared/tracing/typed-destination.ts';
import { traceRequest } from '../shared/tracing/trace-request.ts';
import type { TraceOptions } from '../shared/tracing/trace-request.ts';
import type { OptionValues, ParsedArguments } from './arguments.ts';
import type { TRACE_SPEC } from './commands.ts';
import { configurationFrom } from './configuration.ts';
import { EXIT_CODES } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { renderJson } from './render/json.ts';
import { paletteOf } from './render/palette.ts';
import type { TracePicture } from './render/trace-picture.ts';
import { tracePicture } from './render/trace-picture.ts';
import { renderTrace } from './render/trace-text.ts';
import { snapshotsToRead } from './source.ts';
import type { Terminal } from './terminal.ts';
import { FILE_STREAM, usesColour, widthOf } from './terminal.ts';
import { startOfTrace, startsAt } from './trace-start.ts';
import type { StartQuestion } from './trace-start.ts';
import { UsageError } from './usage-error.ts';
import { checkOutput, writeOutput } from './write-output.ts';

type Options = OptionValues<typeof TRACE_SPEC.options>;

const COMMAND = 'trace';

/** `trace`: follows a flow from every subnet of a function and says where it ends. */
export async function trace(
  { options }: ParsedArguments<typeof TRACE_SPEC.options>,
  terminal: Terminal,
): Promise<ExitCode> {
  const question = questionOf(options);
  await checkOutput(options.output, terminal);
  const configuration = await configurationFrom(options.config, CONTROLS, terminal);
  const source = { ...options, region: regionsOf(options) };
  const scope = { names: namesIn(question.to), isWanted: startsAt(question.from) };
  const snapshots = await snapshotsToRead(source, terminal, COMMAND, scope);
  const asked = snapshots.filter(({ region }) => options.region.includes(region));
  const { snapshot, start } = startOfTrace(asked.length > 0 ? asked : snapshots, question);
  const settings = traceOptions(configuration);
  const destination = typedDestination(snapshot, {
    text: question.to,
    port: question.port,
    vpcId: start.sources[0]?.vpcId,
    probes: settings.probes,
  });
  if ('problem' in destination) throw new UsageError(`${destination.problem}.`);
  const answer = traceRequest(snapshot, start, destination, settings);
  const picture = tracePicture({
    answer,
    snapshot,
    from: start.name,
    probes: settings.probes.map(formatCidr),
    ...destinationText(destination),
  });
  const text =
    options.format === 'json'
      ? renderJson(traceReport(answer))
      : await drawn(picture, options, terminal);
  await writeOutput(text, options.output, terminal);
  return EXIT_CODES.done;
}

interface Question extends StartQuestion {
  readonly to: string;
  readonly port: number | undefined;
}

function questionOf(options: Options): Question {
  const { from, to, port } = options;
  if (from === undefined) {
    throw new UsageError('trace needs --from <function|subnet>: where the flow starts.', COMMAND);
  }
  if (to === undefined) {
    throw new UsageError('trace needs --to <destination>: where the flow goes.', COMMAND);
  }
  return {
    from,
    to,
    port: port === undefined ? undefined : portOf(port),
    securityGroupIds: [...new Set(options['security-group'])],
  };
}

const HIGHEST_PORT = 65_535;

function portOf(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= HIGHEST_PORT) return port;
  throw new UsageError(`--port is a number from 1 to ${HIGHEST_PORT}, not "${text}".`, COMMAND);
}

/** An ARN names the region that a live account is read in. */
function regionsOf({ region, from = '', snapshot }: Options): readonly string[] {
  const named = snapshot === undefined ? parseArn(from)?.region : undefined;
  return region.length === 0 && named !== undefined && named !== '' ? [named] : region;
}

/** The internet as the controls take it, so that a trace agrees with the verdicts. */
function traceOptions(configuration: Configuration): TraceOptions {
  const { trustedIndirectTargets } = parametersOf(INTERNET_EGRESS, configuration);
  return {
    probes: [...internetProbes(configuration, 4), ...internetProbes(configuration, 6)],
    trustedIndirectTargets,
    answers: answerTolerance(configuration),
  };
}

function destinationText(destination: TypedDestination): { to: string; port: number } {
  switch (destination.kind) {
    case 'internet':
      return { to: destination.destination.name, port: destination.destination.port };
    case 'service':
    case 'address':
    case 'resource':
      return { to: destination.name, port: destination.port };
  }
}

async function drawn(picture: TracePicture, options: Options, terminal: Terminal): Promise<string> {
  if (options.format === 'svg') {
    const { renderTraceSvg } = await import('./render/trace-svg.ts');
    return renderTraceSvg(picture);
  }
  const stream = options.output === undefined ? terminal.stdout : FILE_STREAM;
  return renderTrace(picture, {
    width: widthOf(stream),
    palette: paletteOf(usesColour(stream, terminal.env)),
  });
}
