import type { Corpus } from "./types.ts";

export const spanish = {
  language: "es",
  notes: [
    {
      key: "alquiler",
      source: "casa",
      tags: ["contrato"],
      description:
        "El contrato de alquiler del piso de la calle Olmo vence el 31 de mayo; hay que avisar con dos meses de antelación.",
    },
    {
      key: "casera",
      source: "casa",
      tags: ["contacto"],
      description:
        "La casera, doña Pilar, solo contesta por teléfono y cobra el recibo del agua cada trimestre.",
    },
    {
      key: "medico",
      source: "salud",
      tags: ["médico"],
      description:
        "El médico de cabecera es el doctor Iriarte, consulta por las tardes, y las recetas se renuevan por la aplicación.",
    },
    {
      key: "dentista",
      source: "salud",
      tags: ["médico"],
      description:
        "La dentista recomienda quitar la muela del juicio inferior; presupuesto de 210 euros con anestesia incluida.",
    },
    {
      key: "pediatra",
      source: "salud",
      tags: ["niños"],
      description:
        "La pediatra de los mellizos cambia de centro en septiembre; llevar la cartilla de vacunación a la primera visita.",
    },
    {
      key: "alergia",
      source: "salud",
      tags: ["niños"],
      description:
        "Nico es alérgico al huevo y al polen de olivo; el inhalador está en el bolsillo pequeño de la mochila.",
    },
    {
      key: "caldera",
      source: "casa",
      tags: ["calefacción"],
      description:
        "La caldera pierde presión cada dos semanas; se rellena con la llave negra hasta que marque 1,5 bares.",
    },
    {
      key: "revision-gas",
      source: "casa",
      tags: ["calefacción"],
      description: "La revisión del gas toca cada cinco años, la última la hizo Redexis en marzo de 2023.",
    },
    {
      key: "basura",
      source: "casa",
      tags: ["residuos"],
      description:
        "El camión de los muebles viejos pasa el último miércoles del mes; los envases van al contenedor amarillo de la esquina.",
    },
    {
      key: "llaves",
      source: "casa",
      tags: ["vecinos"],
      description:
        "Las llaves de repuesto las tiene Begoña, la vecina del cuarto B; las del trastero cuelgan junto al contador.",
    },
    {
      key: "fotos",
      source: "técnica",
      tags: ["copias"],
      description:
        "Las fotos se copian los domingos al disco duro azul, y una vez al mes se lleva otra copia a la oficina.",
    },
    {
      key: "servidor",
      source: "trabajo",
      tags: ["copias"],
      description:
        "El servidor de facturación hace copia de seguridad a las cuatro de la mañana y la guarda durante noventa días.",
    },
    {
      key: "pasaportes",
      source: "viajes",
      tags: ["documentos"],
      description:
        "Los pasaportes están en la carpeta roja del despacho; el de Lucía caduca en octubre de 2026.",
    },
    {
      key: "hacienda",
      source: "dinero",
      tags: ["documentos"],
      description:
        "La declaración de la renta sale a devolver; las facturas de la reforma están en la carpeta del armario rojo.",
    },
    {
      key: "hipoteca",
      source: "dinero",
      tags: ["banco"],
      description:
        "La hipoteca pasa a tipo fijo del 2,4 por ciento en enero, sin comisión por amortizar anticipadamente.",
    },
    {
      key: "seguro-coche",
      source: "coche",
      tags: ["seguro"],
      description:
        "El seguro del coche es a todo riesgo con franquicia de 200 euros y se paga en dos plazos.",
    },
    {
      key: "itv",
      source: "coche",
      tags: ["taller"],
      description:
        "Hay que pasar la inspección del coche antes del 15 de abril; el mecánico cambió las pastillas de freno en invierno.",
    },
    {
      key: "asturias",
      source: "viajes",
      tags: ["vacaciones"],
      description:
        "La casa rural de Llanes tenía chimenea y un desayuno estupendo, aunque la cobertura del móvil era pésima.",
    },
    {
      key: "peru",
      source: "viajes",
      tags: ["vacaciones"],
      description:
        "Para el Perú reservamos las entradas de Machu Picchu el 3 de agosto a las siete, con guía en español.",
    },
    {
      key: "avion",
      source: "viajes",
      tags: ["preferencia"],
      description:
        "Prefiere volar por la mañana, asiento de pasillo, y nunca facturar maleta en viajes cortos.",
    },
    {
      key: "reuniones",
      source: "trabajo",
      tags: ["preferencia"],
      description:
        "No quiere reuniones los lunes antes de las once; los resúmenes, en tres frases como máximo.",
    },
    {
      key: "framework",
      source: "trabajo",
      tags: ["decisión"],
      description:
        "Se decidió reescribir el panel de clientes en Svelte y mantener la biblioteca de gráficos actual.",
    },
    {
      key: "contratacion",
      source: "trabajo",
      tags: ["decisión"],
      description:
        "La contratación de becarios queda congelada hasta el otoño; Marta puede autorizar una excepción.",
    },
    {
      key: "abuela",
      source: "familia",
      tags: ["cumpleaños"],
      description:
        "La abuela Carmen cumple noventa años el 8 de diciembre; la comida será en el restaurante Peñón, sala de arriba.",
    },
    {
      key: "regalo",
      source: "familia",
      tags: ["regalo"],
      description:
        "Ideas de regalo para el tío Andrés: una cafetera italiana grande o entradas para el museo del ferrocarril.",
    },
    {
      key: "paella",
      source: "afición",
      tags: ["receta"],
      description:
        "Para la paella, una parte de arroz por tres de caldo, sofrito lento y nunca remover después de hervir.",
    },
    {
      key: "coro",
      source: "afición",
      tags: ["música"],
      description:
        "El coro ensaya los martes en la parroquia; falta comprar partituras para el concierto de Navidad.",
    },
    {
      key: "huerto",
      source: "afición",
      tags: ["huerto"],
      description:
        "En el huerto, los pimientos se plantan a finales de abril y el riego por goteo se programa a las seis.",
    },
  ],
  questions: [
    { ask: "¿Cuándo vence el contrato de alquiler?", find: ["alquiler"], kind: "words" },
    { ask: "recibos del agua de la casera", find: ["casera"], kind: "inflected" },
    { ask: "¿Cómo renuevo una receta del medico?", find: ["medico"], kind: "accent" },
    { ask: "presupuesto de la dentista por las muelas", find: ["dentista"], kind: "inflected" },
    { ask: "cartilla para la pediatra de los mellizos", find: ["pediatra"], kind: "words" },
    { ask: "¿A qué alimentos es Nico alergico?", find: ["alergia"], kind: "accent" },
    { ask: "¿Hasta cuántos bares se rellena la caldera?", find: ["caldera"], kind: "words" },
    { ask: "¿Quién hizo la última revisión del gas?", find: ["revision-gas"], kind: "words" },
    { ask: "recogida de un mueble viejo", find: ["basura"], kind: "inflected" },
    { ask: "¿Qué vecina tiene la llave de repuesto?", find: ["llaves"], kind: "inflected" },
    { ask: "Las llaves del trastero, ¿dónde cuelgan?", find: ["llaves"], kind: "words" },
    { ask: "¿Qué día se copian las fotos al disco?", find: ["fotos"], kind: "words" },
    { ask: "copias de seguridad del servidor de facturación", find: ["servidor"], kind: "inflected" },
    { ask: '"carpeta roja"', find: ["pasaportes"], kind: "phrase" },
    { ask: "¿Dónde guardo las facturas de la reforma?", find: ["hacienda"], kind: "words" },
    { ask: "tipo fijo de la hipotecca", find: ["hipoteca"], kind: "typo" },
    { ask: "¿Qué franquicia tiene el seguro del coche?", find: ["seguro-coche"], kind: "words" },
    { ask: "cambio de pastillas de freno por el mecanico", find: ["itv"], kind: "accent" },
    { ask: "¿Qué tal la casa rural de Llanes?", find: ["asturias"], kind: "words" },
    { ask: "entrada a Machu Picchu con guías", find: ["peru"], kind: "inflected" },
    { ask: "asientos para volar: ¿ventana o pasillo?", find: ["avion"], kind: "inflected" },
    { ask: "¿Puedo poner una reunión el lunes temprano?", find: ["reuniones"], kind: "inflected" },
    { ask: "¿Qué decidimos sobre el panel de los clientes?", find: ["framework"], kind: "words" },
    { ask: "¿Quién autoriza contratar a un becario?", find: ["contratacion"], kind: "inflected" },
    { ask: "restaurante Penon para la abuela", find: ["abuela"], kind: "accent" },
    { ask: "cafetera italiana para el tío", find: ["regalo"], kind: "words" },
    { ask: '"nunca remover"', find: ["paella"], kind: "phrase" },
    { ask: "partitruas para el concierto del coro", find: ["coro"], kind: "typo" },
    { ask: "¿Cuándo plantar el pimiento en el huerto?", find: ["huerto"], kind: "inflected" },
    { ask: "copias de las fotos y del servidor", find: ["fotos", "servidor"], kind: "inflected" },
  ],
} satisfies Corpus;
