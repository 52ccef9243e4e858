/** Environment variables as people write them, each with a secret and every word of it that must not last. */
export interface PlantedSecret {
  readonly shape: string;
  readonly name: string;
  readonly value: string;
  /** No part of anything that is kept may contain one of these. */
  readonly secrets: readonly string[];
}

function planted(
  shape: string,
  name: string,
  value: string,
  ...secrets: readonly string[]
): PlantedSecret {
  return { shape, name, value, secrets };
}

const JWT_BODY = 'eyJzdWIiOiJwbGFudGVkIn0';

export const PLANTED_SECRETS: readonly PlantedSecret[] = [
  planted('bare word', 'DB_PASSWORD', 'hunter2planted', 'hunter2planted'),
  planted('password like a host name', 'DB_PASSWORD', 'hunter2planted.com', 'hunter2planted'),
  planted('password like an address', 'ADMIN_PWD', '172.16.99.98', '172.16.99.98'),
  planted('key like a host name', 'signingKey', 'plantedkey.io', 'plantedkey'),
  planted('userinfo', 'DATABASE_URL', 'postgres://app:plantedpw@db.internal:5432/app', 'plantedpw'),
  planted('user name', 'DATABASE_URL', 'postgres://planteduser:x@db.internal/app', 'planteduser'),
  planted(
    'password with /',
    'DATABASE_URL',
    'postgres://app:pla/nted@db.internal/a',
    'pla/',
    'nted',
  ),
  planted(
    'password with ?',
    'DATABASE_URL',
    'postgres://app:pla?nted@db.internal/a',
    'pla',
    'nted',
  ),
  planted(
    'password with #',
    'DATABASE_URL',
    'postgres://app:pla#nted@db.internal/a',
    'pla',
    'nted',
  ),
  planted(
    'password with @',
    'DATABASE_URL',
    'postgres://app:p@planted.com@db.internal/a',
    'planted',
  ),
  planted(
    '@ and / in it',
    'DATABASE_URL',
    'postgres://app:p@planted.com/x@db.internal/a',
    'planted',
  ),
  planted(
    'digits, then /',
    'REDIS_URL',
    'redis://planted.me:1234/56@cache.internal',
    'planted',
    '1234',
  ),
  planted('blank in it', 'DATABASE_URL', 'postgres://app:a planted.com b@db.internal/a', 'planted'),
  planted('comma in it', 'DATABASE_URL', 'mongodb://app:a,planted.com,b@db.internal/a', 'planted'),
  planted('semicolon in it', 'DATABASE_URL', 'amqp://app:a;planted.com;b@mq.internal', 'planted'),
  planted('user with @', 'DATABASE_URL', 'amqp://me@planted.com:77,x@mq.internal', 'planted', '77'),
  planted(
    'scheme in it',
    'DATABASE_URL',
    'redis://u:a,http://planted.com,b@cache.internal',
    'planted',
  ),
  planted('backslash', 'DATABASE_URL', 'redis://u:12\\planted.com@cache.internal', 'planted'),
  planted('query', 'API', 'https://api.example.com/v1?token=plantedtoken', 'plantedtoken'),
  planted('query behind a comma', 'API', 'https://api.example.com/?t=a,planted.com', 'planted'),
  planted('fragment', 'API', 'https://api.example.com/#plantedtoken', 'plantedtoken'),
  planted('token as user', 'REPOSITORY', 'https://ghp_planted@github.com/a/b', 'ghp_planted'),
  planted('webhook', 'HOOK', 'https://hooks.slack.com/services/T0/B0/plantedhook', 'plantedhook'),
  planted('base64', 'CONFIG', 'cGxhbnRlZC5zZWNyZXQ=', 'cGxhbnRlZC5zZWNyZXQ'),
  planted('JWT', 'SESSION', `eyJhbGciOiJIUzI1NiJ9.${JWT_BODY}.c2lnbmF0dXJl`, JWT_BODY),
  planted('JSON', 'SETTINGS', '{"host":"db.internal","password":"a planted.com b"}', 'planted'),
  planted('JSON, URL', 'SETTINGS', '{"url": "postgres://u:planted@db.internal/a"}', 'planted'),
  planted('pass phrase', 'PHRASE', 'correct horse planted.com staple', 'planted'),
  planted(
    'multi-line key',
    'PEM',
    '-----BEGIN PRIVATE KEY-----\nplanted.com\nMIIEvplanted\n-----END PRIVATE KEY-----',
    'planted',
  ),
  planted('connection string', 'CONN', 'Server=db.internal;Password=planted;User=sa', 'planted'),
  planted('shell text', 'OPTIONS', '--user planted --password planted.io', 'planted'),
  planted('unknown scheme', 'GENERATED', 'xK2://planted.co', 'planted'),
  planted('scheme with a secret', 'GENERATED', 'http+planted://api.example.com', 'planted'),
  planted(
    'ARN with a secret',
    'QUEUE',
    'arn:aws:sqs:us-east-1:111122223333:q?key=planted',
    'planted',
  ),
  planted('ARN of no account', 'NOTE', 'arn:aws:x:y:z:password=planted', 'planted'),
];
