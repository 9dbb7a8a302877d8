import { readNumber } from "./numbers.js";

/**
 * @typedef {{ answer: string | number | number[], reply: string, right: boolean }} Reply
 *
 * @typedef {object} Prediction
 * @property {string} id
 * @property {"choice" | "number" | "shape"} kind
 * @property {string} text Paragraphs; the last one is the question.
 * @property {Reply[]} replies
 * @property {number} tolerance How far a number may be off and still be right.
 * @property {number} close How far a number may be off and still be called close.
 * @property {string} explanation
 * @property {string[]} [predicted] What was answered already, the first answer first.
 *
 * @typedef {{ outcome: "right" | "close" | "other" | "unread", reply: string }} Judgement
 */

/**
 * Read a shape: `(5, 6)`, `5, 6`, `[5,6]`, `torch.Size([5, 6])`.
 * @param {string} typed
 * @returns {number[] | null} null for what is no shape
 */
function readShape(typed) {
  const plain = typed.replace(/torch\.Size/i, "").replaceAll(/[()[\]{}]/g, " ").trim();
  const sizes = plain.split(/[\s,;x×*]+/).filter(Boolean);
  return sizes.length && sizes.every((size) => /^\d+$/.test(size)) ? sizes.map(Number) : null;
}

const READ = {
  choice: (/** @type {string} */ chosen) => chosen || null,
  number: (/** @type {string} */ typed) => readNumber(typed.replace(/^\s*(about|~|≈)/i, "")),
  shape: readShape,
};
const UNREAD = {
  choice: "choose one of them",
  number: "type a number such as 1024 or -0.5",
  shape: "type the sizes with commas, such as (5, 6)",
};

/**
 * Reply to an answer as it was chosen or typed.
 * @param {Prediction} prediction
 * @param {string} text
 * @returns {Judgement}
 */
export function judge(prediction, text) {
  const { kind, replies, tolerance } = prediction;
  const answer = READ[kind](text);
  if (answer === null) {
    const wanted = UNREAD[kind];
    const reply = text.trim() ? `“${text.trim()}” can't be read: ${wanted}.` : `First ${wanted}.`;
    return { outcome: "unread", reply };
  }
  const own = replies.find((reply) => agree(reply.answer, answer, tolerance));
  if (own) return { outcome: own.right ? "right" : "other", reply: own.reply };
  const right = replies.find((reply) => reply.right)?.answer;
  if (Array.isArray(answer) && Array.isArray(right)) {
    return { outcome: "other", reply: aboutShape(answer, right) };
  }
  const off = Number(answer) - Number(right);
  if (Math.abs(off) <= prediction.close) {
    return { outcome: "close", reply: `It is ${right}.` };
  }
  return { outcome: "other", reply: aboutNumber(Number(answer), Number(right)) };
}

/**
 * @param {Reply["answer"]} one
 * @param {Reply["answer"]} other
 * @param {number} tolerance
 */
function agree(one, other, tolerance) {
  if (typeof one === "number") return Math.abs(one - Number(other)) <= tolerance + 1e-9;
  return String(one) === String(other);
}

/**
 * Say what is true of any wrong number.
 * @param {number} answer
 * @param {number} right
 */
function aboutNumber(answer, right) {
  if (Math.abs(answer + right) < 1e-9) return "The right number with the wrong sign.";
  const direction = answer > right ? "large" : "small";
  const off = Math.abs(answer - right);
  if (off <= Math.abs(right) / 10) return `Near, and a little too ${direction}.`;
  return right && off > 2 * Math.abs(right) ? `Far too ${direction}.` : `Too ${direction}.`;
}

/**
 * Say what is true of any wrong shape.
 * @param {number[]} answer
 * @param {number[]} right
 */
function aboutShape(answer, right) {
  if (answer.length !== right.length) {
    const axes = right.length === 1 ? "1 axis" : `${right.length} axes`;
    return `The shape has ${axes}; yours has ${answer.length}.`;
  }
  const sorted = (/** @type {number[]} */ shape) => String([...shape].sort((a, b) => a - b));
  if (sorted(answer) === sorted(right)) return "The right sizes, in another order.";
  const wrong = right.flatMap((size, axis) => size === answer[axis] ? [] : [axis]);
  if (wrong.length === right.length) return "None of the sizes agrees.";
  const last = wrong.pop();
  return wrong.length
    ? `Axes ${wrong.join(", ")} and ${last}, counted from 0, have other sizes.`
    : `Axis ${last}, counted from 0, has another size.`;
}
