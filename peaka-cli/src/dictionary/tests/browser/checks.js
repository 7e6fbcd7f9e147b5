// What is wrong with the page as it is laid out now, as sentences.
const faults = [];
const name = element => {
  const path = [];
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    path.unshift(at.localName + (at.className ? "." + at.className.replaceAll(" ", ".") : ""));
  }
  return `${path.slice(-4).join(" > ")} (${(element.textContent ?? "").trim().slice(0, 30)})`;
};
const elements = [...document.body.querySelectorAll("*")].filter(element => element.checkVisibility());
const width = document.documentElement.clientWidth;

if (document.documentElement.scrollWidth > width) {
  faults.push(`the page scrolls sideways: ${document.documentElement.scrollWidth} of ${width}`);
}

for (const element of elements) {
  const box = element.getBoundingClientRect();
  if (box.left < -0.5 || box.right > width + 0.5) faults.push(`${name(element)} is beyond the screen`);
  const isClipped =
    getComputedStyle(element).overflow !== "visible" &&
    (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
  if (isClipped) faults.push(`${name(element)} is clipped`);
}

// Each piece of text, by the boxes of its lines.
const pieces = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const text = walker.currentNode;
  if (!text.data.trim() || !text.parentElement.checkVisibility()) continue;
  const range = document.createRange();
  range.selectNodeContents(text);
  const boxes = [...range.getClientRects()].filter(box => box.width > 1 && box.height > 1);
  pieces.push({ element: text.parentElement, boxes });
  for (const box of boxes) {
    if (box.right > width + 0.5) faults.push(`text of ${name(text.parentElement)} is beyond the screen`);
  }
}

// Lines of one paragraph may touch, so a little is no overlap.
const boxes = pieces
  .flatMap(({ element, boxes }) => boxes.map(box => ({ element, box })))
  .sort((a, b) => a.box.top - b.box.top);
boxes.forEach(({ element, box }, index) => {
  for (let next = index + 1; next < boxes.length && boxes[next].box.top < box.bottom; next++) {
    const other = boxes[next];
    const high = Math.min(box.bottom, other.box.bottom) - other.box.top;
    const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
    if (wide > 1 && high > 0.4 * Math.min(box.height, other.box.height)) {
      faults.push(`${name(element)} overlaps ${name(other.element)}`);
    }
  }
});

// https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
const channels = colour => {
  const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
  return { rgb: [red, green, blue], alpha };
};
const luminance = rgb => {
  const [red, green, blue] = rgb.map(value => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const background = element => {
  for (let at = element; at; at = at.parentElement) {
    const { rgb, alpha } = channels(getComputedStyle(at).backgroundColor);
    if (alpha === 1) return rgb;
    if (alpha > 0) faults.push(`${name(at)} has a background that shines through`);
  }
  return [255, 255, 255];
};
const check = (element, colour) => {
  const [light, dark] = [luminance(channels(colour).rgb), luminance(background(element))].sort((a, b) => b - a);
  const contrast = (light + 0.05) / (dark + 0.05);
  if (contrast < 4.5) faults.push(`${name(element)} has a contrast of ${contrast.toFixed(2)}`);
};
for (const { element } of pieces) check(element, getComputedStyle(element).color);
for (const cell of document.querySelectorAll("td[data-label]")) {
  check(cell, getComputedStyle(cell, "::before").color);
}

let level = 0;
for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
  const next = Number(heading.localName[1]);
  if (next > level + 1) faults.push(`${name(heading)} comes after a heading of level ${level}`);
  level = next;
}
if (document.querySelectorAll("h1").length !== 1) faults.push("there is not one title");

const row = document.querySelector(".columns > tbody > tr");
return {
  faults: [...new Set(faults)].slice(0, 20),
  isDark: luminance(background(document.body)) < 0.05,
  areCards: row ? getComputedStyle(row).display === "block" : null,
};
