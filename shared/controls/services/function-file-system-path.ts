import * as z from 'zod/mini';
import { reachOf } from '../../network/disposition.ts';
import { defineControl } from '../define-control.ts';
import { EGRESS_CHANGES, EGRESS_FACTS } from '../egress/egress-reads.ts';
import { flowSources, pathDoubt, pathFailure } from '../function-flows.ts';
import { needsOf } from '../function-needs.ts';
import { FUNCTION_NETWORK_CHANGES, FUNCTION_NETWORK_FACTS } from '../function-network-reads.ts';
import { isAttached } from '../target.ts';
import { mountPath } from './mount-paths.ts';

// A mount target in every zone of the function, and TCP 2049 open on both sides:
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html.

export const functionFileSystemPath = defineControl({
  meta: {
    name: 'function-file-system-path',
    id: 'RES-EFS',
    family: 'services',
    title: 'Functions with EFS reach a mount target over TCP 2049 in each of their zones',
    effect: 'cannot mount the file system',
    rationale:
      'Lambda mounts the file system before the code runs. Without a mount target in the zone, or with ' +
      'port 2049 closed on either side, invocations fail with EFSMountConnectivityError or ' +
      'EFSMountTimeout, and with one bad zone of two they do so now and then.',
    remediation: {
      text: "Create a mount target in each zone of the function's subnets, and let TCP 2049 out of the function's security group and in to the mount target's.",
      url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html',
    },
    severity: 'HIGH',
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html',
      'https://docs.aws.amazon.com/efs/latest/ug/accessing-fs.html',
    ],
    knownMisses: [
      'S3 Files are read through an API of their own: their verdict is unknown.',
      'File system policies and the permissions of the role are not judged.',
    ],
    target: 'function',
    parameters: z.strictObject({}),
    facts: [
      ...FUNCTION_NETWORK_FACTS,
      ...EGRESS_FACTS,
      'lambda:GetFunctionConfiguration',
      'ec2:DescribeAvailabilityZones',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeNetworkAcls',
      'elasticfilesystem:DescribeAccessPoints',
      'elasticfilesystem:DescribeMountTargets',
      'elasticfilesystem:DescribeMountTargetSecurityGroups',
    ],
    changes: [
      ...FUNCTION_NETWORK_CHANGES,
      ...EGRESS_CHANGES,
      'security-group',
      'network-acl',
      'file-system',
    ],
    messages: {
      unattached: 'The function is not attached to a VPC.',
      noFileSystem: 'The function mounts no file system.',
      reachable: 'Every subnet reaches the file system in its own zone.',
      noMountTarget: '{subnetId} lies in {zone}, where {arn} has no available mount target.',
      notServing: '{subnetId} lies in {zone}, where {arn} has no available mount target: {found}.',
      unreachable: '{subnetId} cannot reach {mountTargetId}: {reason}.',
    },
  },
  evaluate(target, { snapshot, configuration, report }) {
    const fileSystems = needsOf(snapshot, configuration, target).needs.filter(
      (need) => need.kind === 'file-system',
    );
    if (fileSystems.length === 0) return report.notApplicable('noFileSystem');
    if (!isAttached(target)) return report.notApplicable('unattached');
    const sources = flowSources(target);
    if (!sources.known) return report.undecided(sources);
    const context = { snapshot, configuration, target, sources: sources.value };
    for (const need of fileSystems) {
      for (const source of sources.value) {
        const { subnetId } = source;
        const way = mountPath(context, source, need);
        if (!way.known) {
          report.unknown(way);
        } else if (way.value.kind === 'no mount target') {
          const { zone, found } = way.value;
          const details = {
            severity: 'MEDIUM',
            evidence: [
              ...need.evidence,
              { resource: subnetId, field: 'AvailabilityZoneId', value: zone },
            ],
          } as const;
          const { arn } = need;
          if (found === '') report.fail('noMountTarget', { subnetId, zone, arn }, details);
          else report.fail('notServing', { subnetId, zone, arn, found }, details);
        } else {
          const { trace, mountTargetId } = way.value;
          const { reason } = trace;
          const doubt = pathDoubt(trace);
          if (reachOf(trace.disposition) === 'broken') {
            const failure = pathFailure(trace);
            const evidence = [...need.evidence, ...(failure.evidence ?? [])];
            const values = { subnetId, mountTargetId, reason };
            report.fail('unreachable', values, { ...failure, evidence });
          }
          if (doubt !== undefined) report.unknown(doubt);
        }
      }
    }
    return report.conclude('reachable');
  },
});
