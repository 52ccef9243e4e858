import { readFileSync } from 'node:fs';
import {
  defaultSettings,
  HOME_TEMPLATE,
  packageDeployment,
} from '../../scripts/deploy/packaging.ts';
import { checkedSettings } from '../../scripts/deploy/settings.ts';
import { readTemplate } from './template.ts';
import type { ReadTemplate } from './template.ts';

/** The templates of a deployment, as they would be deployed. */
export interface PackagedTemplates {
  readonly home: ReadTemplate;
  readonly forwarders: readonly (readonly [region: string, template: ReadTemplate])[];
}

/** Packages a deployment into eu-west-1 that audits one more region, as `npm run package` does. */
export async function packageTemplates(): Promise<PackagedTemplates> {
  const place = { region: 'eu-west-1', stage: 'prod' };
  const settings = { ...defaultSettings(), regions: 'eu-central-1' };
  const { forwarders } = await packageDeployment(place, checkedSettings(settings, place.region));
  return {
    home: readTemplate(JSON.parse(readFileSync(HOME_TEMPLATE, 'utf8'))),
    forwarders: [...forwarders].map(([region, template]) => [region, readTemplate(template)]),
  };
}

export function allTemplates({ home, forwarders }: PackagedTemplates): readonly ReadTemplate[] {
  return [home, ...forwarders.map(([, template]) => template)];
}
