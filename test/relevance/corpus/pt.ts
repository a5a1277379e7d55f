import type { Corpus } from "./types.ts";

export const portuguese = {
  language: "pt",
  notes: [
    {
      key: "aluguel",
      source: "casa",
      tags: ["contrato"],
      description:
        "O contrato de aluguel do apartamento da rua das Acácias termina em 30 de novembro e o reajuste segue o IPCA.",
    },
    {
      key: "sindico",
      source: "casa",
      tags: ["contato"],
      description:
        "O síndico, seu Osvaldo, só libera obras barulhentas entre nove e dezessete horas, de segunda a sexta.",
    },
    {
      key: "cardiologista",
      source: "saúde",
      tags: ["médico"],
      description:
        "A cardiologista pediu um exame de esforço e recomendou reduzir o sal; retorno em seis meses.",
    },
    {
      key: "dentista",
      source: "saúde",
      tags: ["médico"],
      description:
        "O dentista Fábio atende perto do metrô Ana Rosa; a limpeza custa 180 reais e não precisa de convênio.",
    },
    {
      key: "pediatra",
      source: "saúde",
      tags: ["crianças"],
      description:
        "A pediatra da Luísa mudou o consultório para a avenida Brasil; a carteirinha de vacinas fica na gaveta do corredor.",
    },
    {
      key: "alergia",
      source: "saúde",
      tags: ["crianças"],
      description: "Davi tem alergia a camarão e a dipirona; avisar sempre a escola antes dos passeios.",
    },
    {
      key: "chuveiro",
      source: "casa",
      tags: ["manutenção"],
      description:
        "A resistência do chuveiro é de 220 volts e 6800 watts; o disjuntor dele é o terceiro do quadro.",
    },
    {
      key: "caixa",
      source: "casa",
      tags: ["manutenção"],
      description:
        "A caixa d'água é lavada a cada seis meses pela equipe do João Encanador, a última vez foi em julho.",
    },
    {
      key: "lixo",
      source: "casa",
      tags: ["reciclagem"],
      description:
        "O caminhão da coleta seletiva passa às quintas de manhã; pilhas e lâmpadas vão para a caixa da farmácia.",
    },
    {
      key: "chaves",
      source: "casa",
      tags: ["vizinhos"],
      description:
        "A chave reserva ficou com a dona Célia do apartamento 52; a da garagem está no chaveiro de couro.",
    },
    {
      key: "fotos",
      source: "tecnologia",
      tags: ["backup"],
      description:
        "As fotos do celular vão para o disco externo toda sexta-feira e a segunda cópia fica na casa da minha irmã.",
    },
    {
      key: "servidor",
      source: "trabalho",
      tags: ["backup"],
      description:
        "O servidor de homologação é restaurado todo domingo a partir da cópia de produção, sem os dados pessoais.",
    },
    {
      key: "passaportes",
      source: "viagem",
      tags: ["documentos"],
      description:
        "Os passaportes estão na pasta vermelha do escritório; o do Rafael vence em fevereiro de 2027.",
    },
    {
      key: "imposto",
      source: "dinheiro",
      tags: ["documentos"],
      description:
        "A declaração do imposto de renda foi entregue em abril; os recibos médicos ficam numa pasta transparente ao lado da vermelha.",
    },
    {
      key: "poupanca",
      source: "dinheiro",
      tags: ["banco"],
      description:
        "Guardar dez por cento do salário no Tesouro Selic até completar a reserva de emergência de seis meses.",
    },
    {
      key: "seguro",
      source: "carro",
      tags: ["seguro"],
      description:
        "O seguro do carro é da Porto, franquia de 2.900 reais, com guincho ilimitado e carro reserva por sete dias.",
    },
    {
      key: "revisao",
      source: "carro",
      tags: ["oficina"],
      description:
        "A revisão dos cinquenta mil quilômetros trocou a correia e o óleo; a oficina recomendou olhar os pneus em março.",
    },
    {
      key: "bahia",
      source: "viagem",
      tags: ["férias"],
      description:
        "A pousada em Itacaré tinha rede na varanda e café ótimo, mas a estrada de terra alaga quando chove.",
    },
    {
      key: "lisboa",
      source: "viagem",
      tags: ["férias"],
      description:
        "Em Lisboa compramos o passe de bonde de 24 horas e reservamos o mosteiro dos Jerónimos para as dez.",
    },
    {
      key: "assento",
      source: "viagem",
      tags: ["preferência"],
      description: "Prefere assento na janela em voos curtos e no corredor em voos noturnos.",
    },
    {
      key: "reunioes",
      source: "trabalho",
      tags: ["preferência"],
      description: "Não gosta de reuniões sem pauta e prefere receber mensagens escritas a áudios.",
    },
    {
      key: "decisao-fila",
      source: "trabalho",
      tags: ["decisão"],
      description:
        "Decidimos usar RabbitMQ para as notificações porque a equipe já conhece e o volume é pequeno.",
    },
    {
      key: "ferias-coletivas",
      source: "trabalho",
      tags: ["decisão"],
      description:
        "As férias coletivas vão de 21 de dezembro a 6 de janeiro; o plantão do suporte fica com a Renata.",
    },
    {
      key: "avo",
      source: "família",
      tags: ["aniversário"],
      description:
        "A vó Dalva faz oitenta anos em 19 de junho; a festa junina será no sítio e o bolo é de fubá.",
    },
    {
      key: "presente",
      source: "família",
      tags: ["presente"],
      description: "Ideias de presente para o Thiago: um violão infantil ou o livro dos planetas.",
    },
    {
      key: "pao",
      source: "lazer",
      tags: ["receita"],
      description:
        "Pão de queijo: polvilho azedo escaldado com leite quente, queijo meia cura e forno a duzentos graus.",
    },
    {
      key: "capoeira",
      source: "lazer",
      tags: ["esporte"],
      description: "A roda de capoeira mudou para sábado às nove no parque; levar o berimbau e água.",
    },
    {
      key: "horta",
      source: "lazer",
      tags: ["horta"],
      description:
        "Na horta da varanda, o manjericão precisa de sol da manhã e a hortelã fica sozinha no vaso grande.",
    },
  ],
  questions: [
    { ask: "Quando termina o contrato de aluguel?", find: ["aluguel"], kind: "words" },
    { ask: "horário de obra barulhenta com o sindico", find: ["sindico"], kind: "accent" },
    { ask: "Que exames a cardiologista pediu?", find: ["cardiologista"], kind: "inflected" },
    { ask: "preço da limpeza no dentista Fabio", find: ["dentista"], kind: "accent" },
    { ask: "Onde fica a carteirinha de vacina da Luísa?", find: ["pediatra"], kind: "inflected" },
    { ask: "Quais alergias o Davi tem?", find: ["alergia"], kind: "inflected" },
    { ask: "Qual é o disjuntor do chuveiro?", find: ["chuveiro"], kind: "words" },
    { ask: "Quando lavaram a caixa d'água?", find: ["caixa"], kind: "words" },
    { ask: "onde descartar pilha e lampada", find: ["lixo"], kind: "accent" },
    { ask: "Com quem ficou a chave reserva?", find: ["chaves"], kind: "words" },
    { ask: "chave da garagem", find: ["chaves"], kind: "words" },
    { ask: "Quem guarda a segunda copia das fotos?", find: ["fotos"], kind: "accent" },
    { ask: "restaurar o servidor de homologação", find: ["servidor"], kind: "inflected" },
    { ask: '"pasta vermelha"', find: ["passaportes"], kind: "phrase" },
    { ask: "recibo médico para o imposto de renda", find: ["imposto"], kind: "inflected" },
    { ask: "Quanto do salário guardamos por mês?", find: ["poupanca"], kind: "words" },
    { ask: "valor da franquia do seguro do carro", find: ["seguro"], kind: "words" },
    { ask: "O que trocaram na revizão dos cinquenta mil?", find: ["revisao"], kind: "typo" },
    { ask: "pousada com rede em Itacare", find: ["bahia"], kind: "accent" },
    { ask: "reserva no mosteiro dos Jerónimos em Lisboa", find: ["lisboa"], kind: "inflected" },
    { ask: "assento em voo noturno", find: ["assento"], kind: "inflected" },
    { ask: "Prefere mensagem escrita ou áudio?", find: ["reunioes"], kind: "inflected" },
    { ask: "Por que escolhemos RabbitMQ?", find: ["decisao-fila"], kind: "words" },
    { ask: "Quem faz o plantão nas férias coletivas?", find: ["ferias-coletivas"], kind: "words" },
    { ask: "Onde será a festa da vó Dalva?", find: ["avo"], kind: "words" },
    { ask: "presentes para o Thiago", find: ["presente"], kind: "inflected" },
    { ask: '"polvilho azedo"', find: ["pao"], kind: "phrase" },
    { ask: "dia da roda de capoiera", find: ["capoeira"], kind: "typo" },
    { ask: "sol para o manjericão na varanda", find: ["horta"], kind: "words" },
    { ask: "cópias das fotos e do servidor", find: ["fotos", "servidor"], kind: "inflected" },
  ],
} satisfies Corpus;
