/**
 * A short list of chat templates to choose from, for models that bring none or a broken one. Each is the plain form
 * of a widely used format: system, user and assistant turns, no tools. Not a way to improve on a model's own.
 */

/** A template by name. */
export interface NamedTemplate {
    source: string;
    /** control tokens that a model made for it has in its vocabulary */
    markers: readonly string[];
}

const each = (system: string, user: string, assistant: string, begin: string, start = "") =>
    `${start}{% for message in messages %}{% if message.role == 'system' %}${system}{% elif message.role == 'user' %}${user}` +
    `{% else %}${assistant}{% endif %}{% endfor %}{% if add_generation_prompt %}${begin}{% endif %}`;
const text = "{{ message.content }}";
/** One form for every role. */
const same = (open: string, close: string, begin: string, start = "") =>
    `${start}{% for message in messages %}${open}${text}${close}{% endfor %}{% if add_generation_prompt %}${begin}{% endif %}`;
const bos = "{{ bos_token }}";
/** For formats without a system role: the prompt refuses it, and ChatTemplate folds it into the first message. */
const noSystem = "{{ raise_exception('no system role') }}";

const templates = {
    chatml: {
        source: same(
            "{{ '<|im_start|>' + message.role + '\\n' }}",
            "{{ '<|im_end|>\\n' }}",
            "{{ '<|im_start|>assistant\\n' }}",
        ),
        markers: ["<|im_start|>", "<|im_end|>"],
    },
    llama3: {
        source: same(
            "{{ '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' }}",
            "<|eot_id|>",
            "{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}",
            bos,
        ),
        markers: ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"],
    },
    mistral: {
        source: each(noSystem, `[INST] ${text} [/INST]`, ` ${text}{{ eos_token }}`, "", bos),
        markers: [],
    },
    gemma: {
        source: each(
            noSystem,
            `{{ '<start_of_turn>user\\n' }}${text}{{ '<end_of_turn>\\n' }}`,
            `{{ '<start_of_turn>model\\n' }}${text}{{ '<end_of_turn>\\n' }}`,
            "{{ '<start_of_turn>model\\n' }}",
            bos,
        ),
        markers: ["<start_of_turn>", "<end_of_turn>"],
    },
    phi3: {
        source: same("{{ '<|' + message.role + '|>\\n' }}", "{{ '<|end|>\\n' }}", "{{ '<|assistant|>\\n' }}"),
        markers: ["<|user|>", "<|assistant|>", "<|end|>"],
    },
    zephyr: {
        source: same(
            "{{ '<|' + message.role + '|>\\n' }}",
            "{{ eos_token + '\\n' }}",
            "{{ '<|assistant|>\\n' }}",
        ),
        markers: [],
    },
    alpaca: {
        source: each(
            `${text}{{ '\\n\\n' }}`,
            `{{ '### Instruction:\\n' }}${text}{{ '\\n\\n' }}`,
            `{{ '### Response:\\n' }}${text}{{ eos_token + '\\n\\n' }}`,
            "{{ '### Response:\\n' }}",
        ),
        markers: [],
    },
    /** plain role names, as base models have seen them in text */
    plain: {
        source:
            "{% for message in messages %}{{ {'system': '', 'user': 'User: ', 'assistant': 'Assistant: '}[message.role] }}" +
            "{{ message.content }}\n\n{% endfor %}{% if add_generation_prompt %}Assistant: {% endif %}",
        markers: [],
    },
    /** no chat: the model continues the text as it stands */
    none: {
        source: "{% for message in messages %}{{ message.content }}{% if not loop.last %}{{ '\\n\\n' }}{% endif %}{% endfor %}",
        markers: [],
    },
} satisfies Record<string, NamedTemplate>;

/** What `--chat-template` may be. */
export type TemplateName = keyof typeof templates;
export const templateNames = Object.keys(templates) as TemplateName[];

/** The template of a name. */
export function namedTemplate(name: TemplateName): NamedTemplate {
    return templates[name];
}
