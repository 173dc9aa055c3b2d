/** A certificate that nobody vouches for: browsers speak HTTP/2 over TLS alone. */
import {execFile} from 'node:child_process'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {machineCommand} from './machine-command.ts'

/** Write `key.pem` and `certificate.pem` for localhost into the folder. Gives the settings of an nginx that uses them. */
export async function selfSigned(folder: string): Promise<string> {
  const {executable, env} = await machineCommand({
    command: 'openssl',
    debian: 'openssl',
    setting: 'MASTHEAD_OPENSSL',
  })
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const names = ['-days', '2', '-subj', '/CN=localhost', '-keyout', key, '-out', certificate]
  await promisify(execFile)(executable, ['req', ...kind, ...names], {
    env: {...process.env, ...env},
  })
  return `ssl_certificate ${certificate};\nssl_certificate_key ${key};`
}
