/** Who stands behind another document at its address, as the last run left it. */
import path from 'node:path'
import {StandingBehind} from '../invalidation/standing-behind.ts'
import {log, reasonOf} from '../log.ts'

export async function openStanding(directory: string): Promise<StandingBehind> {
  const standing = new StandingBehind({
    file: path.join(directory, 'standing-behind.json'),
    report: (error) => log('warn', 'standing behind', {reason: reasonOf(error)}),
  })
  await standing.load()
  return standing
}
