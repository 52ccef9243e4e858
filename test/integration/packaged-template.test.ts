import { beforeAll, describe } from 'vitest';
import { describeAlarms } from '../cloudformation/alarms.ts';
import { packageTemplates } from '../cloudformation/packaged.ts';
import type { PackagedTemplates } from '../cloudformation/packaged.ts';
import { describeQueues } from '../cloudformation/queues.ts';
import { describeResources } from '../cloudformation/resources.ts';
import { describeRoles } from '../cloudformation/roles.ts';
import { describeRules } from '../cloudformation/rules.ts';

/** The templates as they would be deployed: what a security reviewer wants to be sure of. */
describe('the packaged templates', () => {
  let templates: PackagedTemplates;
  const packaged = () => templates;

  beforeAll(async () => {
    templates = await packageTemplates();
  });

  describeRoles(packaged);
  describeQueues(packaged);
  describeRules(packaged);
  describeResources(packaged);
  describeAlarms(packaged);
});
