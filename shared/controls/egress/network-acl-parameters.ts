import * as z from 'zod/mini';
import { once } from '../../model/once.ts';
import type { NetworkAclTolerance } from '../../network/network-acl-flow.ts';
import { PortSet } from '../../network/port-set.ts';
import { parametersOf } from '../define-control.ts';
import type { ControlConfiguration, ParameterSet } from '../define-control.ts';
import { parameter } from '../parameter.ts';

const ports = z.string().check(
  z.refine((text) => PortSet.parse(text) !== undefined, {
    error: 'expected ports as 1024-65535',
  }),
);

/** Owned by function-nacl; every control that asks network ACLs asks with the same ones. */
export const NETWORK_ACLS = {
  control: 'function-nacl',
  schema: z.strictObject({
    ephemeral: parameter(
      ports,
      '1024-65535',
      'the ports that answers come to, for every control that asks network ACLs',
    ),
    ignoredPorts: parameter(
      z.int().check(z.minimum(0), z.maximum(65_535)),
      16,
      'a gap of at most so many ports of the answers is LOW',
    ),
    requireUdp: parameter(
      z.boolean(),
      true,
      'whether answers over UDP must pass too; a gap is LOW',
    ),
  }),
} satisfies ParameterSet;

/** One object for all functions: answers are kept by it. */
const tolerances = new WeakMap<ControlConfiguration, NetworkAclTolerance>();

/** How the answers of a flow are judged, as configured. */
export function answerTolerance(configuration: ControlConfiguration): NetworkAclTolerance {
  return once(tolerances, configuration, () => {
    const { ephemeral, ignoredPorts } = parametersOf(NETWORK_ACLS, configuration);
    return { ephemeral: PortSet.parse(ephemeral) ?? PortSet.empty(), ignoredPorts };
  });
}
