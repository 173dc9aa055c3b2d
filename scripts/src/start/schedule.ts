/**
 * `npm start` publishes and withdraws what is due by itself: the runner of `content schedule run --watch`, in the supervisor's
 * process, where all it does while it sleeps is look at the clock. What it did and could not do is in `logs/schedule.log` and in Studio.
 */
import type {DataDirectory} from '../directory/data-directory.ts'
import {connect, type LakeAddress} from '../lake/address.ts'
import {watchSchedules} from '../schedule/runner.ts'
import {lineFor} from '../schedule/wording.ts'
import {openLog} from './log.ts'

export async function keepSchedule(
  directory: DataDirectory,
  lake: LakeAddress,
  {token, signal}: {token: string; signal: AbortSignal},
): Promise<void> {
  const log = openLog(directory.file('logs', 'schedule.log'))
  const write = (line: string) => log.write(`${new Date().toISOString()} ${line}\n`)
  await watchSchedules({
    client: connect({...lake, token}),
    signal,
    report(outcome) {
      const line = lineFor(outcome)
      if (line) write(line)
    },
    trouble: (error) => write(error instanceof Error ? error.message : String(error)),
  })
  log.close()
}
