import {expect, test} from 'vitest'
import {addUser} from '../../../scripts/src/commands/users.ts'
import type {Operator} from '../../../scripts/src/operator.ts'

/** An operator of a lake with these users, and what was sent to it. */
function operatorOf(users: {name: string}[]) {
  const sent: unknown[] = []
  const management = {
    get: async () => users,
    send: async (_method: string, _path: string, body: object) => {
      sent.push(body)
      return {...body, token: 'token'}
    },
  }
  const lake = async () => ({management, address: {projectId: 'masthead'}, running: null})
  const operator = {lake, print: () => undefined} as unknown as Operator
  return {operator, sent}
}

test('a name that somebody has is refused, and nobody is added', async () => {
  const {operator, sent} = operatorOf([{name: 'Andrea'}])

  await expect(addUser.run([' Andrea'], operator)).rejects.toThrow('"Andrea" already')
  expect(sent).toEqual([])

  await addUser.run(['Andrea F.'], operator)
  expect(sent).toEqual([{name: 'Andrea F.', role: 'editor'}])
})
