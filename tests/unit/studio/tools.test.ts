/** Which tools Studio offers to whom. */
import {expect, test} from 'vitest'
import {toolsFor} from '../../../studio/src/settings/tools.ts'

type Offer = Parameters<typeof toolsFor>

const tools = ['structure', 'vision'].map((name) => ({name}) as Offer[0][number])
const offered = (role: string) => {
  const currentUser = {roles: [{name: role, title: role}]} as Offer[1]['currentUser']
  return toolsFor(tools, {currentUser}).map(({name}) => name)
}

test('the console for queries is for administrators', () => {
  expect(offered('administrator')).toEqual(['structure', 'vision'])
  expect(offered('editor')).toEqual(['structure'])
  expect(toolsFor(tools, {currentUser: null})).toHaveLength(1)
})
