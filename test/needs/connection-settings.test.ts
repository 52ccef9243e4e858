import { describe, expect, it } from 'vitest';
import { connectionSettings, endpointUrlOf } from '../../shared/needs/connection-settings.ts';
import { servicesOfSdkId } from '../../shared/needs/service-names.ts';
import { aFunction } from '../builders/snapshot.ts';
import { allow, lines, needsOf } from './needs-of.ts';

const settingsOf = (Variables: Readonly<Record<string, string>>) =>
  connectionSettings(aFunction({ Environment: { Variables } }));

describe('connection settings', () => {
  it('are empty without variables', () => {
    expect(connectionSettings(aFunction())).toEqual({
      proxies: [],
      endpointUrls: [],
      useDualstackEndpoint: false,
      useFipsEndpoint: false,
    });
  });

  it.each(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'All_Proxy'])(
    'name the proxy of %s',
    (variable) => {
      expect(settingsOf({ [variable]: 'http://proxy.corp.internal:3128' }).proxies).toEqual([
        { variable, host: 'proxy.corp.internal', port: 3128 },
      ]);
    },
  );

  it.each(['NO_PROXY', 'PROXY', 'HTTPS_PROXY_HOST'])('take %s for no proxy', (variable) => {
    expect(settingsOf({ [variable]: 'http://proxy.corp.internal:3128' }).proxies).toEqual([]);
  });

  it('read the switches of the SDKs', () => {
    const on = settingsOf({ AWS_USE_DUALSTACK_ENDPOINT: 'true', AWS_USE_FIPS_ENDPOINT: 'true' });
    expect(on).toMatchObject({ useDualstackEndpoint: true, useFipsEndpoint: true });
    const off = settingsOf({ AWS_USE_DUALSTACK_ENDPOINT: 'false', AWS_USE_FIPS_ENDPOINT: '' });
    expect(off).toMatchObject({ useDualstackEndpoint: false, useFipsEndpoint: false });
  });

  it('prefer the endpoint URL of a service to the one for all', () => {
    const settings = settingsOf({
      AWS_ENDPOINT_URL: 'https://all.corp.internal:4566',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: 'https://secrets.corp.internal',
    });
    expect(endpointUrlOf(settings, 'secretsmanager')?.host).toBe('secrets.corp.internal');
    expect(endpointUrlOf(settings, 'sqs')).toMatchObject({
      host: 'all.corp.internal',
      port: 4566,
      services: 'all',
    });
    expect(endpointUrlOf(settingsOf({}), 'sqs')).toBeUndefined();
  });
});

describe('the SDK’s id of a service', () => {
  it.each([
    ['SQS', ['sqs']],
    ['SECRETS_MANAGER', ['secretsmanager']],
    ['REDSHIFT_DATA', ['redshift-data']],
    ['AUTO_SCALING', ['autoscaling']],
    ['CLOUDWATCH', ['monitoring']],
    ['CLOUDWATCH_LOGS', ['logs']],
    ['EVENTBRIDGE', ['events']],
    ['SFN', ['states', 'sync-states']],
    ['KINESIS', ['kinesis-streams']],
    ['FIREHOSE', ['kinesis-firehose']],
    ['DYNAMODB_STREAMS', ['dynamodb-streams']],
    ['SAGEMAKER_RUNTIME', ['sagemaker.runtime']],
    ['BEDROCK_RUNTIME', ['bedrock-runtime']],
    ['SERVICE_QUOTAS', ['servicequotas']],
    ['ROUTE_53', ['route53']],
    ['API_GATEWAY', ['apigateway']],
    ['COGNITO_IDENTITY_PROVIDER', ['cognito-idp']],
    ['APPCONFIGDATA', ['appconfigdata']],
    ['SES', ['ses']],
    ['BRAKET', []],
  ])('%s', (id, services) => {
    expect(servicesOfSdkId(id)).toEqual(services);
  });
});

const calls = (Variables: Readonly<Record<string, string>>) =>
  needsOf({ statements: [allow('sqs:SendMessage')], with: { Environment: { Variables } } });

describe('an endpoint URL', () => {
  it('gives the need of the role the name that is called', () => {
    const host = 'vpce-0a-1b.sqs.us-east-1.vpce.amazonaws.com';
    expect(lines(calls({ AWS_ENDPOINT_URL_SQS: `https://${host}` }))).toEqual([
      `sqs@us-east-1:443 as ${host} environment`,
    ]);
  });

  it('to a host of the user’s own takes the service’s place', () => {
    const found = calls({ AWS_ENDPOINT_URL: 'https://sqs.corp.internal:8443' });
    expect(lines(found)).toEqual(['private-name sqs.corp.internal:8443 environment']);
    expect(found.notes).toEqual([{ kind: 'redirected', value: 'sqs to sqs.corp.internal' }]);
  });

  it('to the execution environment itself leaves nothing to reach', () => {
    expect(lines(calls({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }))).toEqual([]);
  });

  it('does not change a name that the configuration gives', () => {
    const host = 'sqs-fips.us-east-1.amazonaws.com';
    const found = needsOf({
      with: {
        Tags: { needs: `${host}:443` },
        Environment: { Variables: { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' } },
      },
    });
    expect(lines(found)).toEqual([`sqs@us-east-1:443 as ${host} configured`]);
  });

  it('of another service changes nothing', () => {
    expect(lines(calls({ AWS_ENDPOINT_URL_SNS: 'https://sns.corp.internal' }))).toEqual([
      'private-name sns.corp.internal:443 environment',
      'sqs@us-east-1:443 role',
    ]);
  });
});
