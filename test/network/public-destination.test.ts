import { expect, it } from 'vitest';
import { parseCidr } from '../../shared/model/cidr.ts';
import { isPublicDestination } from '../../shared/network/public-destination.ts';

it.each([
  ['0.0.0.0/0', true],
  ['::/0', true],
  ['52.94.0.0/16', true],
  ['2600:1f00::/24', true],
  ['10.0.0.0/8', false],
  ['10.20.0.0/16', false],
  ['172.16.0.0/12', false],
  ['172.0.0.0/8', true],
  ['172.32.0.0/16', true],
  ['192.168.0.0/16', false],
  ['100.64.0.0/10', false],
  ['169.254.169.254/32', false],
  ['fd00:ec2::/32', false],
  ['fe80::/10', false],
])('%s is public: %s', (text, expected) => {
  const cidr = parseCidr(text);
  expect(cidr && isPublicDestination(cidr)).toBe(expected);
});
