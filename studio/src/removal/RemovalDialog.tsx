/** Delete or unpublish a page: who refers to it, and what its readers find at its address from then on. */
import type {SanityDocument} from '@sanity/client'
import {Button, Dialog, Flex, Radio, Spinner, Stack, Text} from '@sanity/ui'
import {useToast} from '@sanity/ui/toast'
import {useId, useMemo, useState} from 'react'
import {useClient} from 'sanity'
import {addressesOf} from '../rules/address.ts'
import type {KnownPage} from '../rules/redirect-table.ts'
import {removalPlan, type Successor} from '../rules/removal.ts'
import {useOpenSchedules} from '../schedule/useSchedules.ts'
import {Referrers} from './Referrers.tsx'
import {remove} from './remove.ts'
import {SuccessorInput} from './SuccessorInput.tsx'
import {useRemovalFacts} from './useRemoval.ts'
import {useSuccessor} from './useSuccessor.ts'

export type Deed = 'delete' | 'unpublish'

interface RemovalDialogProps {
  deed: Deed
  published: SanityDocument
  hasDraft: boolean
  onClose: () => void
}

const words = {
  delete: {header: 'Delete this page?', button: 'Delete', done: 'deleted'},
  unpublish: {header: 'Unpublish this page?', button: 'Unpublish', done: 'unpublished'},
} as const

const choices: {kind: Successor['kind']; label: string; hint: string}[] = [
  {kind: 'page', label: 'Another page', hint: 'Links and search engines follow.'},
  {kind: 'gone', label: 'A note that it is gone for good', hint: 'Search engines forget it soon.'},
  {kind: 'nothing', label: 'Nothing: “not found”', hint: 'Right for a page that will come back.'},
]

export function RemovalDialog({deed, published, hasDraft, onClose}: RemovalDialogProps) {
  const formId = useId()
  const client = useClient({apiVersion: '2025-02-19'})
  const {push} = useToast()
  const facts = useRemovalFacts(published._id)
  const {schedules} = useOpenSchedules(published._id)
  const [kind, setKind] = useState<Successor['kind']>(deed === 'delete' ? 'gone' : 'nothing')
  const [to, setTo] = useState('')
  const [isBusy, setBusy] = useState(false)
  const {header, button, done} = words[deed]
  const page = useMemo(() => knownPage(published), [published])
  const successor: Successor = kind === 'page' ? {kind, to: to.trim()} : {kind}
  const isReady = facts !== undefined && !(facts instanceof Error)
  const answer = useSuccessor(page, to.trim())
  const isChosen = kind !== 'page' || answer?.problem === null
  const isReferredTo = isReady && facts.referrers.length > 0

  async function carryOut() {
    if (!isReady) return
    setBusy(true)
    const plan = removalPlan(page, facts.languages, facts)
    const planned = schedules.map(({_id}) => _id)
    try {
      await remove(client, {deed, published, hasDraft, successor, plan, schedules: planned})
      onClose()
    } catch (error) {
      setBusy(false)
      const description = error instanceof Error ? error.message : String(error)
      const title = `It could not be ${done}. Nothing was changed.`
      push({status: 'error', title, description, closable: true})
    }
  }

  return (
    <Dialog
      id={`${formId}-dialog`}
      header={header}
      width={1}
      onClose={onClose}
      onClickOutside={onClose}
      footer={
        <Flex gap={2} justify="flex-end" padding={3}>
          <Button mode="bleed" text="Keep it" onClick={onClose} />
          <Button
            tone="critical"
            data-testid="confirm-button"
            text={button}
            disabled={isBusy || !isReady || isReferredTo || !isChosen}
            onClick={() => void carryOut()}
          />
        </Flex>
      }
    >
      <Stack gap={5} padding={4}>
        {facts === undefined && (
          <Flex align="center" gap={3}>
            <Spinner muted />
            <Text size={1} muted>
              Looking who refers to it…
            </Text>
          </Flex>
        )}
        {facts instanceof Error && (
          <Text size={1} role="alert">
            The Content Lake could not be asked who refers to it: {facts.message} Close this and try
            again.
          </Text>
        )}
        {isReferredTo && <Referrers referrers={facts.referrers} deed={deed} />}
        {isReady && !isReferredTo && (
          <Stack role="radiogroup" gap={4} aria-labelledby={`${formId}-question`}>
            <Text id={`${formId}-question`} size={1} weight="medium">
              Whoever opens {addressesOf(page._type, page.slug ?? '', page.language)[0]} finds:
            </Text>
            {choices.map((choice) => (
              <Flex as="label" align="flex-start" gap={2} key={choice.kind}>
                <Radio
                  name={`${formId}-successor`}
                  checked={kind === choice.kind}
                  onChange={() => setKind(choice.kind)}
                />
                <Stack gap={3}>
                  <Text size={1}>{choice.label}</Text>
                  <Text size={1} muted>
                    {choice.hint}
                  </Text>
                </Stack>
              </Flex>
            ))}
            {kind === 'page' && (
              <SuccessorInput id={`${formId}-to`} value={to} answer={answer} onChange={setTo} />
            )}
          </Stack>
        )}
      </Stack>
    </Dialog>
  )
}

function knownPage(document: SanityDocument): KnownPage {
  const {_id, _type, slug, language, formerSlugs} = document as SanityDocument & {
    slug?: {current?: string}
    language?: string
    formerSlugs?: string[]
  }
  return {_id, _type, slug: slug?.current ?? null, language, formerSlugs}
}
