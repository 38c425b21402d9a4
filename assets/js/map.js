// Pulls the map of results with a pointer, and offers to search where it was pulled to. Without this the links beside it do the same.
"use strict";
for (const map of document.querySelectorAll(".map")) {
  const plate = map.querySelector(".plate"), moving = map.querySelector(".moving"), here = map.querySelector(".here");
  const [west, south, east, north] = map.dataset.window.split(",").map(Number);
  const across = (east - west + 360) % 360 || 360;
  // Mercator: how far from the equator a latitude is shown, in degrees of longitude, and back.
  const rise = (latitude) => Math.asinh(Math.tan(latitude * Math.PI / 180)) * 180 / Math.PI;
  const fall = (height) => Math.atan(Math.sinh(height * Math.PI / 180)) * 180 / Math.PI;
  const top = rise(north), bottom = rise(south);
  const at = { x: 0, y: 0 };
  let from = null;

  const show = () => {
    moving.setAttribute("x", at.x);
    moving.setAttribute("y", at.y);
  };
  const search = () => {
    const box = plate.getBoundingClientRect();
    const right = -at.x / box.width * across, up = at.y / box.height * (top - bottom);
    const turned = (longitude) => ((longitude + 180) % 360 + 360) % 360 - 180;
    const edges = [turned(west + right), fall(bottom + up), turned(east + right), fall(top + up)];
    const base = new URL(here.href);
    base.searchParams.set("bbox", edges.map((edge) => edge.toFixed(4)).join(","));
    base.hash = "map";
    here.href = base;
    here.hidden = at.x === 0 && at.y === 0;
  };

  plate.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.pointerType !== "touch") {
      from = { x: event.clientX - at.x, y: event.clientY - at.y, id: event.pointerId };
    }
  });
  plate.addEventListener("pointermove", (event) => {
    if (!from || event.pointerId !== from.id) return;
    const moved = Math.hypot(event.clientX - from.x - at.x, event.clientY - from.y - at.y);
    // A press that trembles is a press.
    if (!plate.hasPointerCapture(from.id) && moved < 5) return;
    plate.setPointerCapture(from.id);
    at.x = event.clientX - from.x;
    at.y = event.clientY - from.y;
    show();
  });
  const end = () => {
    if (from && plate.hasPointerCapture(from.id)) search();
    from = null;
  };
  plate.addEventListener("pointerup", end);
  plate.addEventListener("pointercancel", end);
  plate.addEventListener("dragstart", (event) => event.preventDefault());
}
