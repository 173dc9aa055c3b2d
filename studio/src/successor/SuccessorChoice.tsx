/** What readers find at the address of a page that is taken away, at once or at a time: another page, a note, or nothing. */
import {Flex, Radio, Stack, Text} from '@sanity/ui'
import {useId} from 'react'
import {addressesOf} from '../rules/address.ts'
import type {KnownPage} from '../rules/redirect-table.ts'
import type {Successor} from '../rules/removal.ts'
import {SuccessorInput} from './SuccessorInput.tsx'
import type {Answer} from './useSuccessor.ts'

interface SuccessorChoiceProps {
  page: KnownPage
  successor: Successor
  answer: Answer | undefined
  onChange: (successor: Successor) => void
}

const choices: {successor: Successor; label: string; hint: string}[] = [
  {
    successor: {kind: 'page', to: ''},
    label: 'Another page',
    hint: 'Links and search engines follow.',
  },
  {
    successor: {kind: 'gone'},
    label: 'A note that it is gone for good',
    hint: 'Search engines forget it soon.',
  },
  {
    successor: {kind: 'nothing'},
    label: 'Nothing: “not found”',
    hint: 'Right for a page that will come back.',
  },
]

export function SuccessorChoice({page, successor, answer, onChange}: SuccessorChoiceProps) {
  const id = useId()
  return (
    <Stack role="radiogroup" gap={4} aria-labelledby={`${id}-question`}>
      <Text id={`${id}-question`} size={1} weight="medium">
        Whoever opens {addressesOf(page._type, page.slug ?? '', page.language)[0]} finds:
      </Text>
      {choices.map(({successor: offered, label, hint}) => (
        <Flex as="label" align="flex-start" gap={2} key={offered.kind}>
          <Radio
            name={`${id}-successor`}
            checked={successor.kind === offered.kind}
            onChange={() => onChange(offered)}
          />
          <Stack gap={3} paddingTop={1}>
            <Text size={1}>{label}</Text>
            <Text size={1} muted>
              {hint}
            </Text>
          </Stack>
        </Flex>
      ))}
      {successor.kind === 'page' && (
        <SuccessorInput
          id={`${id}-to`}
          value={successor.to}
          answer={answer}
          onChange={(to) => onChange({kind: 'page', to})}
        />
      )}
    </Stack>
  )
}
