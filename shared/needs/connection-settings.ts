import type { EnvironmentReference } from '../model/environment.ts';
import type { FunctionConfiguration } from '../model/lambda.ts';
import { servicesOfSdkId } from './service-names.ts';

/** A proxy that HTTP clients are told to use. */
export interface ProxySetting {
  /** As written: `HTTPS_PROXY`, `https_proxy`. */
  readonly variable: string;
  readonly host: string;
  readonly port?: number;
}

/**
 * An SDK's endpoint URL (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html):
 * calls go to this host instead of the service's own name.
 */
export interface EndpointUrl {
  readonly variable: string;
  /** Short names of endpoint services; `all` for `AWS_ENDPOINT_URL`. */
  readonly services: readonly string[] | 'all';
  readonly host: string;
  readonly port?: number;
  readonly scheme?: string;
}

/** Environment variables that change where or how clients connect. */
export interface ConnectionSettings {
  readonly proxies: readonly ProxySetting[];
  readonly endpointUrls: readonly EndpointUrl[];
  /** `AWS_USE_DUALSTACK_ENDPOINT`: service names may answer with IPv6 addresses. */
  readonly useDualstackEndpoint: boolean;
  /** `AWS_USE_FIPS_ENDPOINT`: the FIPS names are called, which only `-fips` endpoints own. */
  readonly useFipsEndpoint: boolean;
}

const PROXY = /^(?:https|http|all)_proxy$/i;
const NO_PROXY = /^no_proxy$/i;
const ENDPOINT_URL = /^AWS_ENDPOINT_URL(?:_(.+))?$/;

/** What the environment of a version sets. With `Environment.Error`, what Lambda did answer. */
export function connectionSettings(configuration: FunctionConfiguration): ConnectionSettings {
  const references = configuration.Environment?.References ?? [];
  const isOn = (variable: string): boolean =>
    references.some((one) => one.Variable === variable && one.Enabled === true);
  return {
    proxies: references.flatMap((one) =>
      PROXY.test(one.Variable) && one.Host !== undefined
        ? { variable: one.Variable, host: one.Host, ...(one.Port && { port: one.Port }) }
        : [],
    ),
    endpointUrls: references.flatMap((one) => endpointUrl(one) ?? []),
    useDualstackEndpoint: isOn('AWS_USE_DUALSTACK_ENDPOINT'),
    useFipsEndpoint: isOn('AWS_USE_FIPS_ENDPOINT'),
  };
}

function endpointUrl(reference: EnvironmentReference): EndpointUrl | undefined {
  const { Variable: variable, Host: host, Port: port, Scheme: scheme } = reference;
  const match = ENDPOINT_URL.exec(variable);
  if (match === null || host === undefined) return undefined;
  const id = match[1];
  return {
    variable,
    services: id === undefined ? 'all' : servicesOfSdkId(id),
    host,
    ...(port !== undefined && { port }),
    ...(scheme !== undefined && { scheme }),
  };
}

/**
 * The endpoint URL that holds for a service: its own before the one for all.
 *
 * @param service short name of the endpoint service
 */
export function endpointUrlOf(
  settings: ConnectionSettings,
  service: string,
): EndpointUrl | undefined {
  const { endpointUrls } = settings;
  return (
    endpointUrls.find((one) => one.services !== 'all' && one.services.includes(service)) ??
    endpointUrls.find((one) => one.services === 'all')
  );
}

/** Whether the variable lists hosts that are reached without the proxy: none of them is a need. */
export function isProxyException(variable: string): boolean {
  return NO_PROXY.test(variable);
}
