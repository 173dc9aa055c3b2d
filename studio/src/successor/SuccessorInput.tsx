/** Another page in place of the one that is taken away: by words of its title, or by its address. */
import {Button, Stack, Text, TextInput} from '@sanity/ui'
import {addressesOf} from '../rules/address.ts'
import type {Answer} from './useSuccessor.ts'

interface SuccessorInputProps {
  id: string
  value: string
  /** Nothing while the lake is being asked. */
  answer: Answer | undefined
  onChange: (text: string) => void
}

export function SuccessorInput({id, value, answer, onChange}: SuccessorInputProps) {
  const {problem, suggestions = []} = answer ?? {}
  return (
    <Stack gap={3}>
      <Text as="label" size={1} weight="medium" htmlFor={id}>
        Address of that page
      </Text>
      <TextInput
        id={id}
        value={value}
        placeholder="Words of its title, or /articles/…"
        onChange={({currentTarget}) => onChange(currentTarget.value)}
      />
      {suggestions.length > 0 && (
        <Stack as="ul" gap={1} aria-label="Pages to choose from">
          {suggestions.map(({_id, _type, slug, language, title}) => {
            const [address = ''] = addressesOf(_type, slug ?? '', language)
            return (
              <li key={_id}>
                <Button
                  mode="bleed"
                  width="fill"
                  justify="flex-start"
                  padding={2}
                  onClick={() => onChange(address)}
                >
                  <Stack gap={2}>
                    <Text size={1}>{title || 'Untitled'}</Text>
                    <Text size={1} muted>
                      {address}
                    </Text>
                  </Stack>
                </Button>
              </li>
            )
          })}
        </Stack>
      )}
      {problem && value && suggestions.length === 0 && (
        <Text size={1} role="alert">
          {problem}
        </Text>
      )}
    </Stack>
  )
}
