import {
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import type {
  AdvancedEventSelector,
  CloudTrailClient,
  EventSelector,
} from '@aws-sdk/client-cloudtrail';
import type { Trail } from '../../../deployment/deployment-facts.ts';
import { allFacts, mapFact, thenFact } from '../../../model/fact.ts';
import type { Fact } from '../../../model/fact.ts';
import { attempt } from '../call.ts';

/**
 * The trails that cover a region: its own, copies of those for all regions, and those of an organization
 * (https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html). What a copy
 * logs is asked where it was made.
 */
export async function readTrails(
  region: string,
  clientOf: (region: string) => CloudTrailClient,
): Promise<Fact<readonly Trail[]>> {
  const listed = await attempt('cloudtrail:DescribeTrails', async () => {
    const answer = await clientOf(region).send(
      new DescribeTrailsCommand({ includeShadowTrails: true }),
    );
    return answer.trailList ?? [];
  });
  if (!listed.known) return listed;
  return allFacts(
    await Promise.all(
      listed.value.map(({ TrailARN = '', Name = '', HomeRegion = region }) =>
        readTrail(clientOf(HomeRegion), Name, TrailARN),
      ),
    ),
  );
}

async function readTrail(
  client: CloudTrailClient,
  name: string,
  arn: string,
): Promise<Fact<Trail>> {
  const [status, selectors] = await Promise.all([
    attempt('cloudtrail:GetTrailStatus', () =>
      client.send(new GetTrailStatusCommand({ Name: arn })),
    ),
    attempt('cloudtrail:GetEventSelectors', () =>
      client.send(new GetEventSelectorsCommand({ TrailName: arn })),
    ),
  ]);
  return thenFact(status, ({ IsLogging }) =>
    mapFact(selectors, ({ EventSelectors = [], AdvancedEventSelectors = [] }) => ({
      name,
      logging: IsLogging === true,
      managementWrites:
        EventSelectors.some(takesWrites) || AdvancedEventSelectors.some(takesAdvancedWrites),
    })),
  );
}

/** A selector without the flag includes management events, and one without a type takes all. */
function takesWrites({ IncludeManagementEvents, ReadWriteType }: EventSelector): boolean {
  return IncludeManagementEvents !== false && ReadWriteType !== 'ReadOnly';
}

function takesAdvancedWrites({ FieldSelectors = [] }: AdvancedEventSelector): boolean {
  const valuesOf = (field: string) =>
    FieldSelectors.find(({ Field }) => Field === field)?.Equals ?? [];
  return valuesOf('eventCategory').includes('Management') && !valuesOf('readOnly').includes('true');
}
