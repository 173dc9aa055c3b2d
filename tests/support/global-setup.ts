/** Before a run: what killed runs have left behind goes. */
import {removeAbandoned} from './directory.ts'
import {isAlive} from './process.ts'

export const setup = (): void => removeAbandoned(isAlive)
