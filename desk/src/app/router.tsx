// Every screen by its address; each is its own chunk.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";

import { BrokenScreen, NoScreen } from "./shell/broken-screen";
import { Shell } from "./shell/shell";

const root = createRootRoute({ component: Shell });

const page = <P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(load as never, name as never),
  });

const routes = [
  page("/", () => import("./pages/desk-page"), "DeskPage"),
  page("/tasks", () => import("./pages/tasks-page"), "TasksPage"),
  page("/tasks/$part", () => import("./pages/tasks-page"), "TasksPage"),
  // One route: the list stays while a thread stands beside it.
  page("/inbox/{-$conversationId}", () => import("./pages/inbox-page"), "InboxPage"),
  page("/asked", () => import("./pages/asked-page"), "AskedPage"),
  page("/orders", () => import("./pages/orders-page"), "OrdersPage"),
  page("/orders/new", () => import("./pages/new-order-page"), "NewOrderPage"),
  page("/orders/sorting", () => import("./pages/sorted-orders-page"), "SortingPage"),
  page("/orders/mine", () => import("./pages/sorted-orders-page"), "MyOrdersPage"),
  page("/orders/errors", () => import("./pages/order-errors-page"), "OrderErrorsPage"),
  page("/orders/added", () => import("./pages/order-fits-page"), "OrderFitsPage"),
  // One route: what waits for couriers, or one list.
  page("/orders/hand-over/{-$sheetId}", () => import("./pages/hand-over-page"), "HandOverPage"),
  page("/labels/$shipmentId", () => import("./pages/label-page"), "LabelPrintPage"),
  page("/orders/$orderId", () => import("./pages/order-page"), "OrderPage"),
  page("/buyers/$buyerId", () => import("./pages/buyer-page"), "BuyerPage"),
  // One route: the promises, or the question of one of them over them.
  page("/promises/{-$promiseId}", () => import("./pages/promises-page"), "PromisesPage"),
  // One route: the list, or one decision.
  page("/decisions/{-$decisionId}", () => import("./pages/decisions-page"), "DecisionsPage"),
  page("/board", () => import("./pages/board-page"), "BoardPage"),
  page("/live", () => import("./pages/live-page"), "LivePage"),
  page("/live/$contactId", () => import("./pages/live-page"), "LivePage"),
  page("/reports", () => import("./pages/reports-page"), "ReportsPage"),
  page("/what-if", () => import("./pages/what-if-page"), "WhatIfPage"),
  page("/recordings", () => import("./pages/recordings-page"), "RecordingsPage"),
  // One route: the list stays where it is while a person is opened over it.
  page("/people/{-$personId}", () => import("./pages/people-page"), "PeoplePage"),
  page("/settings", () => import("./pages/settings-page"), "SettingsPage"),
  page("/settings/$part/$item", () => import("./pages/settings-page"), "SettingsPage"),
  page("/settings/$part", () => import("./pages/settings-page"), "SettingsPage"),
  page("/audit", () => import("./pages/audit-page"), "AuditPage"),
  page("/profile", () => import("./pages/profile-page"), "ProfilePage"),
  page("/phone", () => import("./pages/phone-page"), "PhonePage"),
  page("/demo", () => import("./pages/demo-page"), "DemoPage"),
];

export const router = createRouter({
  routeTree: root.addChildren(routes), defaultPreload: "intent", defaultErrorComponent: BrokenScreen, defaultNotFoundComponent: NoScreen,
});
