/**
 * A reporter of vitest that keeps what failed outside every test, which its JSON report leaves out: `MASTHEAD_UNHANDLED` names the file.
 */
import {writeFileSync} from 'node:fs'

export default class Unhandled {
  /**
   * @param {unknown} _modules
   * @param {readonly {name?: string, message: string, stack?: string}[]} errors
   */
  onTestRunEnd(_modules, errors) {
    const messages = errors.map(({name, message, stack}) => stack ?? `${name}: ${message}`)
    if (process.env.MASTHEAD_UNHANDLED)
      writeFileSync(process.env.MASTHEAD_UNHANDLED, JSON.stringify(messages))
  }
}
